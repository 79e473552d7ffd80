/**
 * A binary matrix in CSR format (compressed sparse rows): row `r` has the columns `columns[offsets[r]]` to
 * `columns[offsets[r + 1] - 1]`, ascending and distinct.
 */
export interface SparseRows {
  /** One more entry than rows. */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

// Fitted arrays are in shared memory, so that worker threads do not copy them.

/** A zero-filled array in shared memory. */
export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}

/** A zero-filled array in shared memory. */
export function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** A zero-filled array in shared memory. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** The columns of one row, as a view without copying. */
export function columnsOfRow({ offsets, columns }: SparseRows, row: number): Int32Array {
  return columns.subarray(offsets[row], offsets[row + 1]);
}

/** Index of an entry in `columns` and in the values aligned with it; -1 if there is none. Binary search. */
export function findEntry({ offsets, columns }: SparseRows, row: number, column: number): number {
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

/** Transposes a matrix: row `c` of the result lists the rows with column `c`. */
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
      const entry = next[column] as number;
      transposed[entry] = row;
      next[column] = entry + 1;
    }
  }
  return { offsets: starts, columns: transposed };
}
