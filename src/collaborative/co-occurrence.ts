import { type InteractionMatrix } from "./interaction-matrix.js";
import { entryOf, rowOf, type SparseRows } from "./sparse.js";
import { sumRows } from "./sparse-sums.js";

/** How many users chose both of two items: items x items, symmetric, without the diagonal. */
export interface CoOccurrence extends SparseRows {
  /** Number of users who chose both, aligned with `columns`; at least 1. */
  readonly counts: Int32Array;
  /** Number of users who chose each item: the diagonal. */
  readonly itemCounts: Int32Array;
}

/** Counts shared users for every pair of items that has any. Time grows with the sum of squared history lengths. */
export function fitCoOccurrence(matrix: InteractionMatrix): CoOccurrence {
  const size = matrix.items.length;
  const { offsets, columns, counts } = sumRows(size, size, (item, add) => {
    for (const user of rowOf(matrix.columns, item)) {
      for (const other of rowOf(matrix.rows, user)) if (other !== item) add(other, 1);
    }
  });
  return { offsets, columns, counts, itemCounts: matrix.itemCounts };
}

/** Number of users who chose both items, given by index. The two must differ. */
export function countTogether(coOccurrence: CoOccurrence, first: number, second: number): number {
  return coOccurrence.counts[entryOf(coOccurrence, first, second)] ?? 0;
}

/** Cosine similarity of two different items' user sets: `shared / sqrt(n_first n_second)`, in [0, 1]; 0 when nobody chose both. */
export function cosineTogether(coOccurrence: CoOccurrence, first: number, second: number): number {
  const together = countTogether(coOccurrence, first, second);
  if (together === 0) return 0;
  const { itemCounts } = coOccurrence;
  return together / Math.sqrt((itemCounts[first] as number) * (itemCounts[second] as number));
}
