import { assertIntegers } from "../assert.js";
import type { Recommender } from "../types.js";
import { type CoOccurrence, cosineTogether, fitCoOccurrence } from "./co-occurrence.js";
import { type InteractionMatrix, knownItems } from "./interaction-matrix.js";

export interface ItemKnnOptions {
  /** Only the latest so many interactions of a history count. Default: all of them. */
  readonly lastInteractions?: number;
  /** Counts of the same matrix, where they exist already. */
  readonly coOccurrence?: CoOccurrence;
}

/**
 * Scores an item by the sum of its cosine similarities to the items of the history; every item is a neighbor.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when `lastInteractions` is not a positive integer.
 */
export function fitItemKnn(
  matrix: InteractionMatrix,
  { lastInteractions, coOccurrence = fitCoOccurrence(matrix) }: ItemKnnOptions = {},
): Recommender {
  assertIntegers({ lastInteractions });
  return {
    name: "item-knn",
    score(history, items) {
      const chosen = knownItems(matrix, history.slice(-(lastInteractions ?? Infinity)));
      return Float64Array.from(items, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return chosen.reduce((sum, other) => sum + cosineTogether(coOccurrence, other, item), 0);
      });
    },
  };
}
