import { assertIntegers } from "../assert.js";
import type { Recommender } from "../types.js";
import { type CoOccurrence, cosineSimilarity, fitCoOccurrence } from "./co-occurrence.js";
import { type InteractionMatrix, knownItemIndexes } from "./interaction-matrix.js";

/** Options of {@link fitItemKnn}. */
export interface ItemKnnOptions {
  /** Number of most recent interactions of a history to use. Default: all. */
  readonly lastInteractions?: number;
  /** Co-occurrence counts of the same matrix. Default: computed. */
  readonly coOccurrence?: CoOccurrence;
}

/**
 * Creates an item-kNN recommender: the score of an item is the sum of its cosine similarities to the items of the history.
 * The number of neighbors is unlimited.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if `lastInteractions` is not a positive integer.
 * @see Sarwar et al. (2001), https://doi.org/10.1145/371920.372071
 *
 * @example
 * ```ts
 * import { createInteractionMatrix, fitItemKnn } from "langgraph-star/collaborative";
 *
 * const sequences = [
 *   { userId: "ann", itemIds: ["a", "b"] },
 *   { userId: "bob", itemIds: ["a", "b", "c"] },
 * ];
 * const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });
 * console.log(fitItemKnn(matrix).score(["a"], ["b"])[0]); // 1
 * ```
 */
export function fitItemKnn(
  matrix: InteractionMatrix,
  { lastInteractions, coOccurrence = fitCoOccurrence(matrix) }: ItemKnnOptions = {},
): Recommender {
  assertIntegers({ lastInteractions });
  return {
    name: "item-knn",
    score(history, items) {
      const historyItems = knownItemIndexes(matrix, history.slice(-(lastInteractions ?? Infinity)));
      return Float64Array.from(items, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return historyItems.reduce(
          (sum, other) => sum + cosineSimilarity(coOccurrence, other, item),
          0,
        );
      });
    },
  };
}
