/**
 * Which columns each row of a sparse table holds (compressed sparse rows): row `r` holds
 * `columns[offsets[r]]` to `columns[offsets[r + 1] - 1]`, ascending, each once.
 */
export interface SparseRows {
  /** One more than there are rows. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

/** Sparse rows whose entries carry a count and a sum, aligned with `columns`. */
export interface CountedRows extends SparseRows {
  readonly counts: Int32Array;
  readonly sums: Float32Array;
}

// Everything that outlives a fit lies in shared memory, so that worker threads read one copy of it.

/** Zeros that worker threads can share. */
export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

/** Zeros that worker threads can share. */
export function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** Zeros that worker threads can share. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** The columns of one row, as a view: no copy is made. */
export function rowOf({ offsets, columns }: SparseRows, row: number): Int32Array {
  return columns.subarray(offsets[row], offsets[row + 1]);
}

/** Where an entry stands in `columns` (and in the values beside it); -1 when it is zero. Binary search. */
export function entryOf({ offsets, columns }: SparseRows, row: number, column: number): number {
  let low = offsets[row] ?? 0;
  let high = (offsets[row + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = columns[middle] as number;
    if (found === column) return middle;
    if (found < column) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Lists laid end to end, with the place where each begins. */
export function concatenateRows(lists: readonly ArrayLike<number>[]): SparseRows {
  const offsets = sharedInt32(lists.length + 1);
  for (const [row, list] of lists.entries()) {
    offsets[row + 1] = (offsets[row] as number) + list.length;
  }
  const columns = sharedInt32(offsets[lists.length] as number);
  for (const [row, list] of lists.entries()) columns.set(list, offsets[row]);
  return { offsets, columns };
}

/** Rows become columns: row `c` of the result lists the rows that held `c`. */
export function transpose({ offsets, columns }: SparseRows, columnCount: number): SparseRows {
  const starts = sharedInt32(columnCount + 1);
  for (const column of columns) starts[column + 1] = (starts[column + 1] as number) + 1;
  for (let column = 0; column < columnCount; column++) {
    starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
  }
  const next = starts.slice();
  const transposed = sharedInt32(columns.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (const column of columns.subarray(offsets[row], offsets[row + 1])) {
      const place = next[column] as number;
      transposed[place] = row;
      next[column] = place + 1;
    }
  }
  return { offsets: starts, columns: transposed };
}
