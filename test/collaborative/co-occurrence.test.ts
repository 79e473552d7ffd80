import { describe, expect, it } from "vitest";
import {
  cosineSimilarity,
  countSharedUsers,
  fitCoOccurrence,
} from "../../src/collaborative/co-occurrence.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";

// Two users have a and b (one of them a twice), one has all three, one only c.
const sequences = [
  { userId: "1", itemIds: ["a", "b", "a"] },
  { userId: "2", itemIds: ["b", "a"] },
  { userId: "3", itemIds: ["c", "b", "a"] },
  { userId: "4", itemIds: ["c"] },
];
const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c", "d"] });
const coOccurrence = fitCoOccurrence(matrix);

describe("fitCoOccurrence", () => {
  it.each([
    { first: 0, second: 1, together: 3, cosine: 1 }, // 3 / sqrt(3 x 3)
    { first: 0, second: 2, together: 1, cosine: 0.40825 }, // 1 / sqrt(3 x 2)
    { first: 2, second: 1, together: 1, cosine: 0.40825 },
    { first: 0, second: 3, together: 0, cosine: 0 }, // d has no users
  ])("counts $together users for items $first and $second", (pair) => {
    expect(countSharedUsers(coOccurrence, pair.first, pair.second)).toBe(pair.together);
    expect(cosineSimilarity(coOccurrence, pair.first, pair.second)).toBeCloseTo(pair.cosine, 5);
  });

  it("leaves out the diagonal", () => {
    expect([...coOccurrence.offsets]).toEqual([0, 2, 4, 6, 6]);
    expect([...coOccurrence.columns]).toEqual([1, 2, 0, 2, 0, 1]);
  });
});
