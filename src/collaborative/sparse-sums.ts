import { concatenateRows, type CountedRows, sharedFloat32, sharedInt32 } from "./sparse.js";

/** Adds one event to the current row. */
type AddEvent = (column: number, weight: number) => void;

/**
 * Counts events and sums their weights into sparse rows.
 *
 * @param rowCount - Number of rows.
 * @param columnCount - Number of columns; the sums of the current row are dense.
 * @param emit - Calls `add` for every event of a row, in the order of summation.
 */
export function sumRows(
  rowCount: number,
  columnCount: number,
  emit: (row: number, add: AddEvent) => void,
): CountedRows {
  const rowCounts = new Int32Array(columnCount);
  const rowSums = new Float64Array(columnCount);
  const columnLists: Int32Array[] = [];
  const valueLists: { counts: Int32Array; sums: Float64Array }[] = [];
  let touched: number[] = [];
  const add: AddEvent = (column, weight) => {
    if (rowCounts[column] === 0) touched.push(column);
    rowCounts[column] = (rowCounts[column] as number) + 1;
    rowSums[column] = (rowSums[column] as number) + weight;
  };
  for (let row = 0; row < rowCount; row++) {
    touched = [];
    emit(row, add);
    const columns = Int32Array.from(touched).sort();
    columnLists.push(columns);
    valueLists.push({
      counts: columns.map((column) => rowCounts[column] as number),
      sums: Float64Array.from(columns, (column) => rowSums[column] as number),
    });
    for (const column of columns) {
      rowCounts[column] = 0;
      rowSums[column] = 0;
    }
  }
  return withValues(concatenateRows(columnLists), valueLists);
}

function withValues(
  rows: { offsets: Int32Array; columns: Int32Array },
  lists: readonly { counts: Int32Array; sums: Float64Array }[],
): CountedRows {
  const counts = sharedInt32(rows.columns.length);
  const sums = sharedFloat32(rows.columns.length);
  for (const [row, list] of lists.entries()) {
    counts.set(list.counts, rows.offsets[row]);
    sums.set(list.sums, rows.offsets[row]);
  }
  return { ...rows, counts, sums };
}
