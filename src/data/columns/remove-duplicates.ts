import type { InteractionColumns } from "./interaction-columns.js";

/**
 * Removes rows with the user, item and time of an earlier row. Compares numbers: once rows are ordered by user and time, a
 * repeated item in a group of equal times is a duplicate.
 *
 * @returns The columns themselves if there are no duplicates.
 */
export function removeDuplicates(columns: InteractionColumns): InteractionColumns {
  const isDuplicate = findDuplicates(columns);
  if (isDuplicate === undefined) return columns;
  return columns.filter((row) => isDuplicate[row] === 0);
}

/** One entry per row, 1 for a duplicate; undefined if there are none. Also puts the rows in order. */
function findDuplicates(columns: InteractionColumns): Uint8Array | undefined {
  const { item, timestamp, itemIds, length } = columns;
  let isDuplicate: Uint8Array | undefined;
  // Number of the group of equal times in which an item occurred last, from 1.
  const seenIn = new Uint32Array(itemIds.size);
  let group = 0;
  columns.order((rows, start, end) => {
    let previous: number | undefined;
    for (let position = start; position < end; position++) {
      const row = rows[position] as number;
      const time = timestamp[row] as number;
      if (time !== previous) group++;
      previous = time;
      const code = item[row] as number;
      if (seenIn[code] === group) {
        isDuplicate ??= new Uint8Array(length);
        isDuplicate[row] = 1;
      }
      seenIn[code] = group;
    }
  });
  return isDuplicate;
}
