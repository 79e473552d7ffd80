import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { decodeLine, readByteLines } from "../../../files.js";
import type { Encoding } from "../formats/format.js";

/** One row as it stands in a file. */
export interface ReadRow {
  /** What the file's format makes of it: not yet what the trainer does. */
  readonly value: unknown;
  /** Why nothing could be made of it. */
  readonly broken: string | undefined;
}

/** The rows of a file in order, one at a time (of Parquet, one row group at a time). */
export function readRows(
  directory: string,
  path: string,
  encoding: Encoding,
): AsyncGenerator<ReadRow> {
  const place = join(directory, path);
  if (typeof encoding !== "string") return readParquet(place);
  return encoding === "json-list" ? readList(place) : readLines(place);
}

async function* readLines(path: string): AsyncGenerator<ReadRow> {
  for await (const line of readByteLines(path)) yield parse(decodeLine(line));
}

/** One row a line, after a bracket or a comma; the last line closes the list. */
async function* readList(path: string): AsyncGenerator<ReadRow> {
  let isFirst = true;
  for await (const line of readByteLines(path)) {
    const text = decodeLine(line);
    if (text === "]" && !isFirst) continue;
    const mark = isFirst ? "[" : ",";
    isFirst = false;
    if (text.startsWith(mark)) yield parse(text.slice(1));
    else yield { value: undefined, broken: `it does not begin with ${mark}` };
  }
}

function parse(text: string): ReadRow {
  try {
    return { value: JSON.parse(text), broken: undefined };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { value: undefined, broken: `it is no JSON: ${error.message}` };
  }
}

/** A file that cannot be read further is one broken row. */
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
    yield { value: undefined, broken: `it cannot be read as Parquet: ${String(error)}` };
  }
}
