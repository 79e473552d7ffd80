import type { Recommender } from "../types.js";
import type { InteractionMatrix } from "./interaction-matrix.js";

/** Scores an item by the number of users who chose it, whatever the history: the floor every model must beat. */
export function fitPopularity({ itemIndex, itemCounts }: InteractionMatrix): Recommender {
  return {
    name: "popularity",
    score: (_history, items) =>
      Float64Array.from(items, (itemId) => itemCounts[itemIndex.get(itemId) ?? -1] ?? 0),
  };
}
