import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { popularitySource, uniformSource } from "../../src/data/candidate-source.js";
import { sampleCandidates, sampleNegatives } from "../../src/data/candidates.js";
import { createRandom } from "../../src/random.js";
import { expectError } from "./support.js";

const catalog = Array.from({ length: 30 }, (_, number) => `i${number}`);
const source = uniformSource(catalog);

describe("sampleCandidates", () => {
  it("has the held-out item once and distinct items that the user never interacted with", () => {
    const interactedOf = fc.subarray(catalog, { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(interactedOf, fc.integer(), (itemIds, seed) => {
        const interacted = new Set(itemIds);
        const heldOut = itemIds[0]!;
        const random = createRandom(seed);
        const candidates = sampleCandidates({ heldOut, source, interacted, random });
        expect(new Set(candidates).size).toBe(20);
        expect(candidates.filter((itemId) => interacted.has(itemId))).toEqual([heldOut]);
      }),
    );
  });

  it("puts the held-out item at every position equally often", () => {
    const positions = Array.from({ length: 4000 }, (_, seed) =>
      sampleCandidates({
        heldOut: "i0",
        source,
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
        source,
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
      sampleNegatives({ source, interacted, negatives, random: createRandom(1) });
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

describe("sampleNegatives by popularity", () => {
  const interactions = new Map(Object.entries({ a: 1, b: 2, c: 5, mine: 100 }));
  const popular = popularitySource(["a", "mine", "b", "unseen", "c"], interactions);
  const interacted = new Set(["mine", "not in the catalog"]);
  const sample = (negatives: number, seed: number) =>
    sampleNegatives({ source: popular, interacted, negatives, random: createRandom(seed) });

  it("draws one after the other in proportion to interactions, without those of the user", () => {
    const counts = { a: 0, b: 0, c: 0 };
    const firsts = { a: 0, b: 0, c: 0 };
    for (let seed = 0; seed < 6000; seed++) {
      const [first, second] = sample(2, seed) as ["a", "b"];
      counts[first]++;
      counts[second]++;
      firsts[first]++;
    }
    // The first of two: 1/8, 2/8 and 5/8 of 6000. Standard deviations are at most sqrt(6000 / 4) = 39; 4 of them are 156.
    expect(Math.abs(firsts.a - 750)).toBeLessThan(156);
    expect(Math.abs(firsts.b - 1500)).toBeLessThan(156);
    // Any of two: a is first, or second after b (2/8 x 1/6) or c (5/8 x 1/3): 1/8 + 1/24 + 5/24 = 0.375.
    // b likewise: 2/8 + 1/8 x 2/7 + 5/8 x 2/3 = 0.702; c: 5/8 + 1/8 x 5/7 + 2/8 x 5/6 = 0.923.
    expect(Math.abs(counts.a - 2250)).toBeLessThan(156);
    expect(Math.abs(counts.b - 4214)).toBeLessThan(156);
    expect(Math.abs(counts.c - 5536)).toBeLessThan(156);
  });

  it("draws all items with an interaction if needed, and rejects more than those", async () => {
    expect(sample(3, 1).toSorted()).toEqual(["a", "b", "c"]);
    await expectError(() => sample(4, 1), "INVALID_ARGUMENT", "only 3 items", "uniform candidates");
  });
});
