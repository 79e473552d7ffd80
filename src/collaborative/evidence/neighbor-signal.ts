import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { columnsOfRow } from "../sparse.js";
import { countedSignal, type Signal } from "./signal.js";

/** User-CF, user to items to users: how many of the given neighbors chose an item. Strength sums their similarities. */
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

/** How many of all users chose an item; by chance all items would be chosen equally often. */
export function popularitySignal({ matrix }: CollaborativeIndex): Signal {
  const meanShare = matrix.rows.columns.length / (matrix.items.length * matrix.users.length);
  return countedSignal({
    strengths: Float64Array.from(matrix.itemCounts),
    counts: matrix.itemCounts,
    base: matrix.users.length,
    chance: () => meanShare,
  });
}
