import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { columnsOfRow } from "../sparse.js";
import { countedSignal, type Signal } from "./signal.js";

/** User-CF: the number of neighbors who interacted with an item. The strength is the sum of their similarities. */
export function neighborSignal(
  { matrix }: CollaborativeIndex,
  neighbors: readonly Neighbor[],
): Signal {
  const strengths = new Float64Array(matrix.items.length);
  const counts = new Float64Array(matrix.items.length);
  for (const { index: user, similarity } of neighbors) {
    for (const item of columnsOfRow(matrix.rows, user)) {
      strengths[item] = (strengths[item] as number) + similarity;
      counts[item] = (counts[item] as number) + 1;
    }
  }
  return countedSignal({
    strengths,
    counts,
    base: neighbors.length,
    chance: (item) => (matrix.itemCounts[item] as number) / matrix.users.length,
  });
}

/** The number of all users who interacted with an item. The number expected by chance is the same for all items. */
export function popularitySignal({ matrix }: CollaborativeIndex): Signal {
  const meanShare = matrix.rows.columns.length / (matrix.items.length * matrix.users.length);
  return countedSignal({
    strengths: Float64Array.from(matrix.itemCounts),
    counts: matrix.itemCounts,
    base: matrix.users.length,
    chance: () => meanShare,
  });
}
