import { assertIntegers } from "../assert.js";
import type { InteractionMatrix } from "./interaction-matrix.js";
import { sumRows } from "./sparse-sums.js";
import { findEntry, type SparseRows, transpose } from "./sparse.js";

/** Ordered co-occurrence, items x items: row `j`, column `i` counts how often item `i` followed item `j` within the window. */
export interface SoonAfter extends SparseRows {
  /** Sum of `1 / distance` (1 for the next interaction) over all occurrences, aligned with `columns`. */
  readonly weights: Float32Array;
  /** Number of occurrences, aligned with `columns`. */
  readonly counts: Int32Array;
  /** Maximum distance in positions. */
  readonly window: number;
}

/**
 * Counts the ordered pairs of items in all users' sequences. Pairs of equal items are left out.
 *
 * @param window - Maximum distance in positions. Default 5.
 * @throws {StarError} `INVALID_ARGUMENT` if `window` is not a positive integer.
 */
export function fitSoonAfter(
  matrix: InteractionMatrix,
  { window = 5 }: { readonly window?: number } = {},
): SoonAfter {
  assertIntegers({ window });
  const { offsets, items } = matrix.sequences;
  const size = matrix.items.length;
  const occurrences = transpose(onePerRow(items), size);
  const ends = endOfSequence(offsets);
  const { columns, counts, sums, ...rows } = sumRows(size, size, (item, add) => {
    const [from, to] = [occurrences.offsets[item] as number, occurrences.offsets[item + 1]];
    for (const position of occurrences.columns.subarray(from, to)) {
      const end = Math.min(position + window + 1, ends[position] as number);
      for (let later = position + 1; later < end; later++) {
        const follower = items[later] as number;
        if (follower !== item) add(follower, 1 / (later - position));
      }
    }
  });
  return { offsets: rows.offsets, columns, counts, weights: sums, window };
}

/** Count and weight of the pair of item indexes; zeros if `after` never followed `before`. */
export function lookUpSoonAfter(
  soonAfter: SoonAfter,
  before: number,
  after: number,
): { readonly count: number; readonly weight: number } {
  const entry = findEntry(soonAfter, before, after);
  return { count: soonAfter.counts[entry] ?? 0, weight: soonAfter.weights[entry] ?? 0 };
}

function onePerRow(items: Int32Array): SparseRows {
  return {
    offsets: Int32Array.from({ length: items.length + 1 }, (_, row) => row),
    columns: items,
  };
}

function endOfSequence(offsets: Int32Array): Int32Array {
  const ends = new Int32Array(offsets.at(-1) ?? 0);
  for (let user = 0; user + 1 < offsets.length; user++) {
    ends.fill(offsets[user + 1] as number, offsets[user], offsets[user + 1]);
  }
  return ends;
}
