import type { InteractionMatrix } from "./interaction-matrix.js";
import { findEntry, columnsOfRow, type SparseRows } from "./sparse.js";
import { sumRows } from "./sparse-sums.js";

/** Numbers of users who interacted with both of two items: items x items, symmetric, without the diagonal. */
export interface CoOccurrence extends SparseRows {
  /** Number of shared users, aligned with `columns`; at least 1. */
  readonly counts: Int32Array;
  /** Number of users per item: the diagonal. */
  readonly itemCounts: Int32Array;
}

/** Counts the shared users of all pairs of items. Time grows with the sum of squared history lengths. */
export function fitCoOccurrence(matrix: InteractionMatrix): CoOccurrence {
  const size = matrix.items.length;
  const { offsets, columns, counts } = sumRows(size, size, (item, add) => {
    for (const user of columnsOfRow(matrix.columns, item)) {
      for (const other of columnsOfRow(matrix.rows, user)) if (other !== item) add(other, 1);
    }
  });
  return { offsets, columns, counts, itemCounts: matrix.itemCounts };
}

/** Number of users who interacted with both of two different items, given by index. */
export function countSharedUsers(
  coOccurrence: CoOccurrence,
  first: number,
  second: number,
): number {
  return coOccurrence.counts[findEntry(coOccurrence, first, second)] ?? 0;
}

/** Cosine similarity of the user sets of two different items: `shared / sqrt(n_first n_second)`, in [0, 1]. */
export function cosineSimilarity(
  coOccurrence: CoOccurrence,
  first: number,
  second: number,
): number {
  const shared = countSharedUsers(coOccurrence, first, second);
  if (shared === 0) return 0;
  const { itemCounts } = coOccurrence;
  return shared / Math.sqrt((itemCounts[first] as number) * (itemCounts[second] as number));
}
