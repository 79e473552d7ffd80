import { assertIntegers } from "../assert.js";
import { addColumn, type ColumnSet, createColumnSet, drainColumns } from "./column-set.js";
import type { InteractionMatrix } from "./interaction-matrix.js";
import {
  columnsOfRow,
  findEntry,
  sharedFloat32,
  sharedInt32,
  type SparseRows,
  transpose,
} from "./sparse.js";

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
  const walk: Walk = { items, ends: endOfSequence(offsets), window };
  const occurrences = transpose(onePerRow(items), size);
  const rows = sharedInt32(size + 1);
  const seen = new Int32Array(size).fill(-1);
  for (let item = 0; item < size; item++) {
    const found = countFollowers(walk, columnsOfRow(occurrences, item), item, seen);
    rows[item + 1] = (rows[item] as number) + found;
  }
  const length = rows[size] as number;
  const [columns, counts] = [sharedInt32(length), sharedInt32(length)];
  const weights = sharedFloat32(length);
  const sums = { counts: new Int32Array(size), weights: new Float64Array(size) };
  const followers = createColumnSet(size);
  for (let item = 0; item < size; item++) {
    sumFollowers(walk, columnsOfRow(occurrences, item), item, { ...sums, followers });
    const start = rows[item] as number;
    const end = drainColumns(followers, columns, start);
    for (let entry = start; entry < end; entry++) {
      const follower = columns[entry] as number;
      counts[entry] = sums.counts[follower] as number;
      weights[entry] = sums.weights[follower] as number;
      sums.counts[follower] = 0;
      sums.weights[follower] = 0;
    }
  }
  return { offsets: rows, columns, counts, weights, window };
}

/** The concatenated sequences that the pairs are counted in. */
interface Walk {
  readonly items: Int32Array;
  /** For every position, the end of its sequence. */
  readonly ends: Int32Array;
  readonly window: number;
}

/** Number of different items that follow an item, so that the arrays get their final length at once. */
function countFollowers(
  { items, ends, window }: Walk,
  positions: Int32Array,
  item: number,
  seen: Int32Array,
): number {
  let found = 0;
  for (let at = 0; at < positions.length; at++) {
    const position = positions[at] as number;
    const end = Math.min(position + window + 1, ends[position] as number);
    for (let later = position + 1; later < end; later++) {
      const follower = items[later] as number;
      if (follower === item || seen[follower] === item) continue;
      seen[follower] = item;
      found++;
    }
  }
  return found;
}

/** Counts the followers of an item and sums their weights, in the order of the positions. */
function sumFollowers(
  { items, ends, window }: Walk,
  positions: Int32Array,
  item: number,
  {
    counts,
    weights,
    followers: { words },
  }: {
    readonly counts: Int32Array;
    readonly weights: Float64Array;
    readonly followers: ColumnSet;
  },
): void {
  for (let at = 0; at < positions.length; at++) {
    const position = positions[at] as number;
    const end = Math.min(position + window + 1, ends[position] as number);
    for (let later = position + 1; later < end; later++) {
      const follower = items[later] as number;
      if (follower === item) continue;
      if (counts[follower] === 0) addColumn(words, follower);
      counts[follower] = (counts[follower] as number) + 1;
      weights[follower] = (weights[follower] as number) + 1 / (later - position);
    }
  }
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
  return { offsets: new Int32Array(items.length + 1).map((_, row) => row), columns: items };
}

function endOfSequence(offsets: Int32Array): Int32Array {
  const ends = new Int32Array(offsets.at(-1) ?? 0);
  for (let user = 0; user + 1 < offsets.length; user++) {
    ends.fill(offsets[user + 1] as number, offsets[user], offsets[user + 1]);
  }
  return ends;
}
