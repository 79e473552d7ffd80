import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { StarError } from "../errors.js";
import { malformedRow, quoteValue, type SourceLocation } from "./parse-row.js";
import { toDataFileError } from "./read-bytes.js";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A Parquet file and the columns to read. */
interface ParquetTable {
  readonly file: string;
  /** Columns that the file must have. */
  readonly required: readonly string[];
  /** Columns that are read if the file has them. */
  readonly optional?: readonly string[];
}

/**
 * Reads columns of a Parquet file row by row, with one row group in memory at a time. Locations count rows, from 1.
 *
 * @throws {StarError} `DATASET_MALFORMED` if the file is not a complete Parquet file or lacks a column.
 * @throws {StarError} `DATASET_NOT_FOUND` if the file does not exist; `DATASET_ENCODING` for text that is not UTF-8.
 */
export async function readParquet(
  { file, required, optional = [] }: ParquetTable,
  onRow: (row: Readonly<Record<string, unknown>>, location: SourceLocation) => void,
): Promise<void> {
  const { buffer, metadata, read } = await openParquet(file);
  const names = metadata.schema.slice(1).map(({ name }) => name);
  assertColumns(file, { names, required });
  const columns = [...required, ...optional.filter((name) => names.includes(name))];
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await read({ file: buffer, metadata, columns, rowStart, rowEnd });
    for (const [index, row] of rows.entries()) {
      onRow(row, { file, line: rowStart + index + 1, unit: "row" });
    }
    rowStart = rowEnd;
  }
}

interface ReadOptions {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: string[];
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function openParquet(file: string) {
  const [{ asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects }, { compressors }] =
    await Promise.all([import("hyparquet"), import("hyparquet-compressors")]);
  const parsers = { stringFromBytes: (bytes: Uint8Array) => decodeText(file, bytes) };
  const buffer = await asyncBufferFromFile(file).catch((cause: unknown) => {
    throw toDataFileError(cause, file);
  });
  const metadata = await parquetMetadataAsync(buffer).catch((cause: unknown) => {
    throw invalidParquet(file, cause);
  });
  const read = (options: ReadOptions) =>
    parquetReadObjects({ ...options, compressors, parsers }).catch((cause: unknown) => {
      throw StarError.isInstance(cause) ? cause : invalidParquet(file, cause);
    });
  return { buffer, metadata, read };
}

function decodeText(file: string, bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new StarError("DATASET_ENCODING", {
      message: `${file}: the text ${quoteValue(Buffer.from(bytes).toString("latin1"))} is not UTF-8.`,
      remedy: "Write text columns as UTF-8.",
      cause,
    });
  }
}

function assertColumns(
  file: string,
  { names, required }: { readonly names: readonly string[]; readonly required: readonly string[] },
): void {
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw malformedRow(
    { file, line: 1, unit: "row" },
    {
      problem: `the column "${missing.join('", "')}" is missing; the file has ${quoteValue(names)}`,
      remedy: `Write the columns ${required.join(", ")}.`,
    },
  );
}

function invalidParquet(file: string, cause: unknown): StarError {
  return new StarError("DATASET_MALFORMED", {
    message: `${file} is not a complete Parquet file (${cause instanceof Error ? cause.message : String(cause)}).`,
    remedy: "Copy or write the file again.",
    cause,
  });
}
