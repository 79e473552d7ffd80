import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleCandidates, sampleNegatives } from "../../src/data/tasks.js";
import { createRandom } from "../../src/random.js";
import { expectError } from "./support.js";

const catalogue = Array.from({ length: 30 }, (_, number) => `i${number}`);

describe("sampleCandidates", () => {
  it("has the held-out item once and distinct items that the user never chose", () => {
    const touchedOf = fc.subarray(catalogue, { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(touchedOf, fc.integer(), (chosen, seed) => {
        const touched = new Set(chosen);
        const heldOut = chosen[0]!;
        const random = createRandom(seed);
        const candidates = sampleCandidates({ heldOut, catalogue, touched, random });
        expect(new Set(candidates).size).toBe(20);
        expect(candidates.filter((itemId) => touched.has(itemId))).toEqual([heldOut]);
      }),
    );
  });

  it("puts the held-out item anywhere", () => {
    const places = Array.from({ length: 4000 }, (_, seed) =>
      sampleCandidates({
        heldOut: "i0",
        catalogue,
        touched: new Set(["i0"]),
        negatives: 3,
        random: createRandom(seed),
      }).indexOf("i0"),
    );
    // 4 places, 1000 each on average, standard deviation sqrt(4000 x 1/4 x 3/4) = 27; 5 of them are 137.
    for (const place of [0, 1, 2, 3]) {
      expect(Math.abs(places.filter((one) => one === place).length - 1000)).toBeLessThan(137);
    }
  });
});

describe("sampleNegatives", () => {
  it("draws every free item equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const touched = new Set(catalogue.slice(0, 10));
      for (const itemId of sampleNegatives({
        catalogue,
        touched,
        negatives: 5,
        random: createRandom(seed),
      })) {
        counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
      }
    }
    // 3000 x 5 / 20 = 750 each, standard deviation sqrt(3000 x 1/4 x 3/4) = 24; 5 of them are 119.
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 750)).toBeLessThan(119);
  });

  it("uses up the catalogue if it must, and refuses when there is too little", async () => {
    const touched = new Set(catalogue.slice(0, 11));
    const sample = (negatives: number) =>
      sampleNegatives({ catalogue, touched, negatives, random: createRandom(1) });
    expect(sample(19).toSorted()).toEqual(catalogue.slice(11).toSorted());
    await expectError(
      () => sample(20),
      "INVALID_ARGUMENT",
      "20 negatives",
      "only 19",
      "fewer negatives",
    );
  });
});
