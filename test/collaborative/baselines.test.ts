import { describe, expect, it } from "vitest";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { fitItemKnn } from "../../src/collaborative/item-knn.js";
import { fitPopularity } from "../../src/collaborative/popularity.js";
import { describeRecommender } from "../support/describe-recommender.js";

describeRecommender("popularity", fitPopularity, { personal: false });
describeRecommender("item-knn", fitItemKnn);

const sequences = [
  { userId: "1", itemIds: ["a", "b"] },
  { userId: "2", itemIds: ["a", "b", "c"] },
  { userId: "3", itemIds: ["c", "c"] },
];
const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c", "d"] });

describe("fitPopularity", () => {
  it("scores an item by its number of users", () => {
    expect([...fitPopularity(matrix).score([], ["d", "c", "a"])]).toEqual([0, 2, 2]);
  });
});

describe("fitItemKnn", () => {
  it("sums the cosines with the distinct items of the history", () => {
    // c with a: 1 / sqrt(2 x 2); c with b: the same
    expect(fitItemKnn(matrix).score(["a", "b", "a"], ["c"])[0]).toBeCloseTo(1, 10);
  });

  it("uses the last interactions only if asked to", () => {
    const last = fitItemKnn(matrix, { lastInteractions: 1 });
    expect(last.score(["a", "b"], ["c"])[0]).toBeCloseTo(0.5, 10);
  });

  it("rejects zero interactions", () => {
    expect(() => fitItemKnn(matrix, { lastInteractions: 0 })).toThrow(/Pass a positive integer/);
  });
});
