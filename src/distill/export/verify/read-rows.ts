import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { decodeLine, readByteLines } from "../../../files.js";
import type { Encoding } from "../formats/format.js";

/** One row of a file. */
export interface ReadRow {
  /** The decoded row, before the trainer's own processing; undefined if it could not be decoded. */
  readonly value: unknown;
  /** Why the row could not be decoded. */
  readonly broken: string | undefined;
}

/** Reads the rows of a file in order, one at a time; from Parquet, one row group at a time. */
export function readRows(
  directory: string,
  path: string,
  encoding: Encoding,
): AsyncGenerator<ReadRow> {
  const file = join(directory, path);
  if (typeof encoding !== "string") return readParquet(file);
  return encoding === "json-list" ? readJsonList(file) : readJsonLines(file);
}

async function* readJsonLines(path: string): AsyncGenerator<ReadRow> {
  for await (const line of readByteLines(path)) yield parseRow(decodeLine(line));
}

/** Each line contains one row after a bracket or a comma; the last line closes the list. */
async function* readJsonList(path: string): AsyncGenerator<ReadRow> {
  let isFirst = true;
  for await (const line of readByteLines(path)) {
    const text = decodeLine(line);
    if (text === "]" && !isFirst) continue;
    const mark = isFirst ? "[" : ",";
    isFirst = false;
    if (text.startsWith(mark)) yield parseRow(text.slice(1));
    else yield { value: undefined, broken: `expected the line to start with ${mark}` };
  }
}

function parseRow(text: string): ReadRow {
  try {
    return { value: JSON.parse(text), broken: undefined };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { value: undefined, broken: `invalid JSON: ${error.message}` };
  }
}

/** The rest of a file that cannot be read is one broken row. */
async function* readParquet(path: string): AsyncGenerator<ReadRow> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd });
      for (const value of rows) yield { value, broken: undefined };
      rowStart = rowEnd;
    }
  } catch (error) {
    yield { value: undefined, broken: `invalid Parquet: ${String(error)}` };
  }
}
