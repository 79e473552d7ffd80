import type { Recommender } from "../types.js";
import type { InteractionMatrix } from "./interaction-matrix.js";

/**
 * Creates a popularity recommender: the score of an item is its number of users, for every history.
 *
 * @example
 * ```ts
 * import { createInteractionMatrix, fitPopularity } from "langgraph-star/collaborative";
 *
 * const sequences = [
 *   { userId: "ann", itemIds: ["a", "b"] },
 *   { userId: "bob", itemIds: ["a"] },
 * ];
 * const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });
 * console.log([...fitPopularity(matrix).score([], ["a", "b", "c"])]); // [ 2, 1, 0 ]
 * ```
 */
export function fitPopularity({ itemIndex, itemCounts }: InteractionMatrix): Recommender {
  return {
    name: "popularity",
    score: (_history, items) =>
      Float64Array.from(items, (itemId) => itemCounts[itemIndex.get(itemId) ?? -1] ?? 0),
  };
}
