import { addColumn, createColumnSet, drainColumns } from "./column-set.js";
import type { InteractionMatrix } from "./interaction-matrix.js";
import { findEntry, columnsOfRow, sharedInt32, type SparseRows } from "./sparse.js";

/** Numbers of users who interacted with both of two items: items x items, symmetric, without the diagonal. */
export interface CoOccurrence extends SparseRows {
  /** Number of shared users, aligned with `columns`; at least 1. */
  readonly counts: Int32Array;
  /** Number of users per item: the diagonal. */
  readonly itemCounts: Int32Array;
}

/** Other items, ascending, and numbers of shared users. */
interface CountedRow {
  readonly columns: Int32Array;
  readonly counts: Int32Array;
}

const ENTRIES_PER_BUFFER = 2 ** 20;

/** Counts the shared users of all pairs of items. Time grows with the sum of squared history lengths. */
export function fitCoOccurrence(matrix: InteractionMatrix): CoOccurrence {
  return { ...mirror(countLaterItems(matrix)), itemCounts: matrix.itemCounts };
}

/** Counts every pair once: the row of an item has the items with greater indexes. */
function countLaterItems({ rows, columns }: InteractionMatrix): CountedRow[] {
  const size = columns.offsets.length - 1;
  const counts = new Int32Array(size);
  const counted = createColumnSet(size);
  // Rows are ascending and items are visited in order, so that the current item is always the next one of each of its users.
  const next = rows.offsets.slice();
  const ends = rows.offsets.subarray(1);
  const results: CountedRow[] = [];
  let buffer = { columns: new Int32Array(0), counts: new Int32Array(0), used: 0 };
  for (let item = 0; item < size; item++) {
    const users = columnsOfRow(columns, item);
    for (let at = 0; at < users.length; at++) {
      const user = users[at] as number;
      const start = (next[user] as number) + 1;
      next[user] = start;
      countColumns(rows.columns, start, ends[user] as number, counts, counted.words);
    }
    const most = size - item - 1;
    if (buffer.used + most > buffer.columns.length) {
      const length = Math.max(most, ENTRIES_PER_BUFFER);
      buffer = { columns: new Int32Array(length), counts: new Int32Array(length), used: 0 };
    }
    const start = buffer.used;
    buffer.used = drainColumns(counted, buffer.columns, start);
    moveCounts(counts, buffer, start);
    results.push({
      columns: buffer.columns.subarray(start, buffer.used),
      counts: buffer.counts.subarray(start, buffer.used),
    });
  }
  return results;
}

/** Counts the columns from `start` to `end - 1`, and adds those with a first count to the words of a set. */
function countColumns(
  columns: Int32Array,
  start: number,
  end: number,
  counts: Int32Array,
  words: Uint32Array,
): void {
  for (let entry = start; entry < end; entry++) {
    const column = columns[entry] as number;
    const count = counts[column] as number;
    if (count === 0) addColumn(words, column);
    counts[column] = count + 1;
  }
}

/** Moves the counts of the columns from `start` to a buffer. */
function moveCounts(
  counts: Int32Array,
  buffer: CountedRow & { readonly used: number },
  start: number,
): void {
  for (let entry = start; entry < buffer.used; entry++) {
    const column = buffer.columns[entry] as number;
    buffer.counts[entry] = counts[column] as number;
    counts[column] = 0;
  }
}

/** Adds the transpose to rows whose columns are all greater than the row. */
function mirror(upper: readonly CountedRow[]) {
  const size = upper.length;
  const lower = new Int32Array(size);
  for (const row of upper) {
    for (let at = 0; at < row.columns.length; at++) {
      const column = row.columns[at] as number;
      lower[column] = (lower[column] as number) + 1;
    }
  }
  const offsets = sharedInt32(size + 1);
  for (const [row, { columns }] of upper.entries()) {
    offsets[row + 1] = (offsets[row] as number) + (lower[row] as number) + columns.length;
  }
  const columns = sharedInt32(offsets[size] as number);
  const counts = sharedInt32(offsets[size] as number);
  const next = offsets.slice(); // rows are visited in order, so the smaller items of a row are written in order
  for (const [row, entries] of upper.entries()) {
    const start = (offsets[row + 1] as number) - entries.columns.length;
    columns.set(entries.columns, start);
    counts.set(entries.counts, start);
    for (let at = 0; at < entries.columns.length; at++) {
      const column = entries.columns[at] as number;
      const entry = next[column] as number;
      columns[entry] = row;
      counts[entry] = entries.counts[at] as number;
      next[column] = entry + 1;
    }
  }
  return { offsets, columns, counts };
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
