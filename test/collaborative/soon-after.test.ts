import { describe, expect, it } from "vitest";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { fitSoonAfter, lookUpSoonAfter } from "../../src/collaborative/soon-after.js";

const [a, b, c] = [0, 1, 2];
const sequences = [
  { userId: "1", itemIds: ["a", "b", "c", "a"] },
  { userId: "2", itemIds: ["a", "c"] },
];
const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });

describe("fitSoonAfter", () => {
  it.each([
    { before: a, after: b, count: 1, weight: 1 },
    { before: a, after: c, count: 2, weight: 1.5 }, // distance 2 for user 1, 1 for user 2: 1/2 + 1
    { before: b, after: c, count: 1, weight: 1 },
    { before: b, after: a, count: 1, weight: 0.5 },
    { before: c, after: a, count: 1, weight: 1 }, // pairs do not span users
    { before: c, after: b, count: 0, weight: 0 },
    { before: a, after: a, count: 0, weight: 0 }, // pairs of equal items are left out
  ])("counts item $after after item $before $count times", ({ before, after, ...expected }) => {
    expect(lookUpSoonAfter(fitSoonAfter(matrix), before, after)).toEqual(expected);
  });

  it("counts pairs within the window only", () => {
    const nextOnly = fitSoonAfter(matrix, { window: 1 });
    expect(lookUpSoonAfter(nextOnly, a, c)).toEqual({ count: 1, weight: 1 });
    expect(lookUpSoonAfter(nextOnly, b, a)).toEqual({ count: 0, weight: 0 });
  });

  it("rejects an empty window", () => {
    expect(() => fitSoonAfter(matrix, { window: 0 })).toThrow(
      "window is 0. Pass a positive integer",
    );
  });
});
