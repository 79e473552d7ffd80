import { readTable } from "../read-table.js";
import type { SourceLocation } from "../parse-row.js";
import type { TableFormat } from "./table-format.js";

/** Reads a table whose format was found. Rows have one field per column. */
export async function readFields(
  file: string,
  { delimiter, quotes, hasHeader, columns }: TableFormat,
  onRow: (fields: readonly string[], location: SourceLocation) => void,
): Promise<void> {
  // Columns are read by number, because headers may repeat a name.
  const names = columns.map((_, at) => String(at));
  let isHeader = hasHeader;
  await readTable({ file, delimiter, quotes, columns: names }, (row, location) => {
    if (!isHeader)
      onRow(
        names.map((name) => row[name] ?? ""),
        location,
      );
    isHeader = false;
  });
}
