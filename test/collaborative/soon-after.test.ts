import { describe, expect, it } from "vitest";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { fitSoonAfter, followed } from "../../src/collaborative/soon-after.js";

const [a, b, c] = [0, 1, 2];
const sequences = [
  { userId: "1", itemIds: ["a", "b", "c", "a"] },
  { userId: "2", itemIds: ["a", "c"] },
];
const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });

describe("fitSoonAfter", () => {
  it.each([
    { before: a, after: b, count: 1, weight: 1 },
    { before: a, after: c, count: 2, weight: 1.5 }, // two ahead for user 1, next for user 2: 1/2 + 1
    { before: b, after: c, count: 1, weight: 1 },
    { before: b, after: a, count: 1, weight: 0.5 },
    { before: c, after: a, count: 1, weight: 1 }, // not across users
    { before: c, after: b, count: 0, weight: 0 },
    { before: a, after: a, count: 0, weight: 0 }, // an item that follows itself is no pair
  ])("finds item $after $count times after item $before", ({ before, after, ...expected }) => {
    expect(followed(fitSoonAfter(matrix), before, after)).toEqual(expected);
  });

  it("looks no further than its window", () => {
    const nextOnly = fitSoonAfter(matrix, { window: 1 });
    expect(followed(nextOnly, a, c)).toEqual({ count: 1, weight: 1 });
    expect(followed(nextOnly, b, a)).toEqual({ count: 0, weight: 0 });
  });

  it("refuses an empty window", () => {
    expect(() => fitSoonAfter(matrix, { window: 0 })).toThrow(
      "window is 0. Pass a positive integer",
    );
  });
});
