import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleCandidates, sampleNegatives } from "../../src/data/candidates.js";
import { createRandom } from "../../src/random.js";
import { expectError } from "./support.js";

const catalog = Array.from({ length: 30 }, (_, number) => `i${number}`);

describe("sampleCandidates", () => {
  it("has the held-out item once and distinct items that the user never interacted with", () => {
    const interactedOf = fc.subarray(catalog, { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(interactedOf, fc.integer(), (itemIds, seed) => {
        const interacted = new Set(itemIds);
        const heldOut = itemIds[0]!;
        const random = createRandom(seed);
        const candidates = sampleCandidates({ heldOut, catalog, interacted, random });
        expect(new Set(candidates).size).toBe(20);
        expect(candidates.filter((itemId) => interacted.has(itemId))).toEqual([heldOut]);
      }),
    );
  });

  it("puts the held-out item at every position equally often", () => {
    const positions = Array.from({ length: 4000 }, (_, seed) =>
      sampleCandidates({
        heldOut: "i0",
        catalog,
        interacted: new Set(["i0"]),
        negatives: 3,
        random: createRandom(seed),
      }).indexOf("i0"),
    );
    // 4 positions, 1000 each on average, standard deviation sqrt(4000 x 1/4 x 3/4) = 27; 5 of them are 137.
    for (const position of [0, 1, 2, 3]) {
      expect(Math.abs(positions.filter((one) => one === position).length - 1000)).toBeLessThan(137);
    }
  });
});

describe("sampleNegatives", () => {
  it("samples every item that is new to the user equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const interacted = new Set(catalog.slice(0, 10));
      for (const itemId of sampleNegatives({
        catalog,
        interacted,
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

  it("samples all available items if needed, and rejects more than that", async () => {
    const interacted = new Set(catalog.slice(0, 11));
    const sample = (negatives: number) =>
      sampleNegatives({ catalog, interacted, negatives, random: createRandom(1) });
    expect(sample(19).toSorted()).toEqual(catalog.slice(11).toSorted());
    await expectError(
      () => sample(20),
      "INVALID_ARGUMENT",
      "negatives is 20",
      "only 19",
      "fewer negatives",
    );
  });
});
