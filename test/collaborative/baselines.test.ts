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
  it("scores an item by its users", () => {
    expect([...fitPopularity(matrix).score([], ["d", "c", "a"])]).toEqual([0, 2, 2]);
  });
});

describe("fitItemKnn", () => {
  it("adds the cosines with every item of the history", () => {
    // c with a: 1 / sqrt(2 x 2); c with b: the same
    expect(fitItemKnn(matrix).score(["a", "b", "a"], ["c"])[0]).toBeCloseTo(1, 10);
  });

  it("looks at the last interactions only when told so", () => {
    const last = fitItemKnn(matrix, { lastInteractions: 1 });
    expect(last.score(["a", "b"], ["c"])[0]).toBeCloseTo(0.5, 10);
  });

  it("refuses to look at no interaction", () => {
    expect(() => fitItemKnn(matrix, { lastInteractions: 0 })).toThrow(/Pass a positive integer/);
  });
});
