import { basename } from "node:path";
import { StarError } from "../errors.js";
import { withoutCompression } from "./find-data-file.js";
import type { SourceLocation } from "./parse-row.js";
import { readJsonLines } from "./read-json-lines.js";
import { readParquet } from "./read-parquet.js";
import { readTable } from "./read-table.js";

/** A table in a format that its name tells. */
interface RowFile {
  /** Ends with `.csv`, `.tsv`, `.jsonl` or `.parquet`; text also with `.gz` or `.zst` behind it. */
  readonly file: string;
  /** Columns that every row must have. */
  readonly required: readonly string[];
  /** Columns that are read if the file has them. */
  readonly optional: readonly string[];
}

/** Called with a row and its location. */
type OnRow = (row: Readonly<Record<string, unknown>>, location: SourceLocation) => void;

/**
 * Reads a table row by row, in the format that its name tells. Fields may be quoted in CSV but not in TSV.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for another ending.
 * @throws {StarError} `DATASET_MALFORMED`, `DATASET_NOT_FOUND`, `DATASET_ENCODING` from the reader of the format.
 */
export async function readTableRows(
  { file, required, optional }: RowFile,
  onRow: OnRow,
): Promise<void> {
  const name = withoutCompression(basename(file)).toLowerCase();
  if (name.endsWith(".csv")) return readTable({ file, required, delimiter: "," }, onRow);
  if (name.endsWith(".tsv")) {
    return readTable({ file, required, delimiter: "\t", quotes: false }, onRow);
  }
  if (name.endsWith(".jsonl")) return readJsonLines({ file, required }, onRow);
  if (name.endsWith(".parquet")) return readParquet({ file, required, optional }, onRow);
  throw new StarError("INVALID_ARGUMENT", {
    message: `${file} is not a .csv, .tsv, .jsonl or .parquet file.`,
    remedy: "Write the table in one of these formats, and name the file so.",
  });
}
