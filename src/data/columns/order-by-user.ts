/** The columns that determine the order of rows, aligned by row. */
export interface OrderedColumns {
  /** Codes of users. */
  readonly user: Uint32Array;
  readonly timestamp: Float64Array;
}

/** Rows grouped by user, and within a user by time; ties keep the order of the rows. */
export interface RowsByUser {
  /** Codes of users with rows, in order of their first row. */
  readonly users: Uint32Array;
  /** The user with code `u` has `rows[offsets[u]]` to `rows[offsets[u + 1] - 1]`. */
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
}

/**
 * Groups and sorts rows. Takes time linear in the rows, apart from the sort within each user.
 *
 * @param onTies - Called for every user with equal times, with the range of the user's sorted rows, while these are in the cache.
 */
export function orderByUser(
  columns: OrderedColumns,
  userCount: number,
  onTies?: (rows: Uint32Array, start: number, end: number) => void,
): RowsByUser {
  const { user, timestamp } = columns;
  const offsets = new Uint32Array(userCount + 1);
  for (let row = 0; row < user.length; row++) (offsets[(user[row] as number) + 1] as number)++;
  for (let code = 0; code < userCount; code++) {
    offsets[code + 1] = (offsets[code + 1] as number) + (offsets[code] as number);
  }
  const next = offsets.slice(0, userCount);
  const rows = new Uint32Array(user.length);
  for (let row = 0; row < user.length; row++) {
    const code = user[row] as number;
    rows[next[code] as number] = row;
    (next[code] as number)++;
  }
  const users = byFirstRow(offsets, rows); // before the sort, while every user's rows are in source order
  const sorter = new RowSorter(timestamp);
  for (let code = 0; code < userCount; code++) {
    const [start, end] = [offsets[code] as number, offsets[code + 1] as number];
    sorter.sort(rows, start, end);
    if (onTies !== undefined && sorter.hasTies(end - start)) onTies(rows, start, end);
  }
  return { users, offsets, rows };
}

function byFirstRow(offsets: Uint32Array, rows: Uint32Array): Uint32Array {
  const present: number[] = [];
  let isOrdered = true;
  let previous = -1;
  for (let code = 0; code + 1 < offsets.length; code++) {
    if (offsets[code] === offsets[code + 1]) continue;
    present.push(code);
    const first = rows[offsets[code] as number] as number;
    isOrdered &&= first > previous;
    previous = first;
  }
  const firstRow = (code: number) => rows[offsets[code] as number] as number;
  return Uint32Array.from(
    isOrdered ? present : present.toSorted((a, b) => firstRow(a) - firstRow(b)),
  );
}

/** Sorts the rows of one user after the other by time; ties keep the order of the rows. */
class RowSorter {
  readonly #timestamp: Float64Array;
  /** Times of the rows that were sorted last, in their order. */
  #times = new Float64Array(1024);
  #keys = new Float64Array(1024);
  #source = new Uint32Array(1024);

  constructor(timestamp: Float64Array) {
    this.#timestamp = timestamp;
  }

  /** Sorts `rows[start]` to `rows[end - 1]`. */
  sort(rows: Uint32Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    const { isSorted, isInteger, first, last } = this.#readTimes(rows, start, length);
    if (isSorted) return;
    const stride = 2 ** Math.ceil(Math.log2(length));
    // Time and position in one number: sorting numbers is many times faster than sorting with a comparison function.
    if (isInteger && (last - first + 1) * stride <= Number.MAX_SAFE_INTEGER) {
      this.#sortByKeys(rows, { start, length, first, stride });
    } else {
      const timestamp = this.#timestamp;
      const timeOf = (row: number) => timestamp[row] as number;
      rows.subarray(start, end).sort((a, b) => timeOf(a) - timeOf(b) || a - b);
      this.#readTimes(rows, start, length);
    }
  }

  /** True if two of the `length` rows that were sorted last have equal times. */
  hasTies(length: number): boolean {
    for (let position = 1; position < length; position++) {
      if (this.#times[position] === this.#times[position - 1]) return true;
    }
    return false;
  }

  #reserve(length: number): void {
    if (length <= this.#times.length) return;
    this.#times = new Float64Array(2 * length);
    this.#keys = new Float64Array(2 * length);
    this.#source = new Uint32Array(2 * length);
  }

  #readTimes(rows: Uint32Array, start: number, length: number) {
    const [timestamp, times] = [this.#timestamp, this.#times];
    let isSorted = true;
    let isInteger = true;
    let first = Infinity;
    let last = -Infinity;
    let previous = -Infinity;
    for (let position = 0; position < length; position++) {
      const time = timestamp[rows[start + position] as number] as number;
      times[position] = time;
      if (!(time >= previous)) isSorted = false;
      if (Math.floor(time) !== time) isInteger = false;
      if (time < first) first = time;
      if (time > last) last = time;
      previous = time;
    }
    return { isSorted, isInteger, first, last };
  }

  #sortByKeys(
    rows: Uint32Array,
    {
      start,
      length,
      first,
      stride,
    }: {
      readonly start: number;
      readonly length: number;
      /** The earliest time of the rows. */
      readonly first: number;
      /** A power of two, at least the number of rows. */
      readonly stride: number;
    },
  ): void {
    const [times, source] = [this.#times, this.#source];
    const keys = this.#keys.subarray(0, length);
    for (let position = 0; position < length; position++) {
      keys[position] = ((times[position] as number) - first) * stride + position;
      source[position] = rows[start + position] as number;
    }
    keys.sort();
    for (let position = 0; position < length; position++) {
      const key = keys[position] as number;
      const time = Math.floor(key / stride);
      rows[start + position] = source[key - time * stride] as number;
      times[position] = time + first;
    }
  }
}
