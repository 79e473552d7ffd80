/** A set of columns, such as those of the current row with a count. */
export interface ColumnSet {
  /** One bit per column. Loops over millions of columns call {@link addColumn}. */
  readonly words: Uint32Array;
}

/** Creates an empty set. */
export function createColumnSet(columnCount: number): ColumnSet {
  return { words: new Uint32Array(Math.ceil(columnCount / 32)) };
}

/** Adds a column to the words of a set. */
export function addColumn(words: Uint32Array, column: number): void {
  words[column >>> 5] = (words[column >>> 5] as number) | (1 << (column & 31));
}

/**
 * Empties a set: writes its columns in ascending order, without sorting.
 *
 * @param columns - Long enough for `start` and all columns of the set.
 * @returns The index after the last column.
 */
export function drainColumns({ words }: ColumnSet, columns: Int32Array, start: number): number {
  let next = start;
  for (let index = 0; index < words.length; index++) {
    let word = words[index] as number;
    if (word === 0) continue;
    words[index] = 0;
    while (word !== 0) {
      const lowest = word & -word;
      columns[next++] = 32 * index + 31 - Math.clz32(lowest);
      word ^= lowest;
    }
  }
  return next;
}
