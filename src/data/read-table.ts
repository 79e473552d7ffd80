import { Readable } from "node:stream";
import { CsvError, type InfoRecord, parse } from "csv-parse";
import { malformed, quoted } from "./malformed.js";
import { readText, type TextEncoding } from "./read-text.js";

/** One row of a table, its fields by column. */
export interface TableRow {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: string;
  /** The line on which the row ends, from 1. */
  readonly line: number;
}

export interface TableOptions {
  readonly file: string;
  readonly delimiter: "," | "\t" | "|";
  /** Names of the columns, for a file without a header line. Default: the first row names them. */
  readonly columns?: readonly string[];
  /** Columns that a header line must name. Others are read as well. */
  readonly required?: readonly string[];
  /** Whether `"` quotes a field. Default true. */
  readonly quotes?: boolean;
  readonly encoding?: TextEncoding;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

/**
 * The rows of a delimited text file, one at a time. Empty lines are not rows.
 *
 * @throws {StarError} `DATASET_MALFORMED` when a row has too few or too many fields, a quote does not close, or a column is missing.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` as {@link readText} does.
 */
export async function* readTable({
  columns,
  required = [],
  ...source
}: TableOptions): AsyncGenerator<TableRow> {
  const { file } = source;
  let names = columns;
  for await (const { record, info } of readRecords(source)) {
    const place = { file, line: info.lines };
    if (names === undefined) {
      names = record.map((name) => name.trim());
      requireColumns(names, required, place);
    } else {
      yield { ...place, fields: nameFields(names, record, place) };
    }
  }
}

async function* readRecords({
  file,
  delimiter,
  quotes = true,
  encoding = "utf8",
}: TableOptions): AsyncGenerator<CsvRecord> {
  const text = Readable.from(readText(file, encoding));
  const parser = parse({
    delimiter,
    quote: quotes ? '"' : null,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // the count is checked here, where all loaders word it alike
    skip_empty_lines: true,
    max_record_size: 2 ** 22, // an unclosed quote shows up before it swallows a large file
    info: true,
  });
  text.on("error", (error) => parser.destroy(error));
  try {
    yield* text.pipe(parser);
  } catch (error) {
    throw error instanceof CsvError ? brokenRow(file, error) : error;
  } finally {
    text.destroy();
  }
}

function brokenRow(file: string, error: CsvError): Error {
  const line = typeof error["lines"] === "number" ? error["lines"] : 0;
  return malformed(
    { file, line },
    {
      problem: error.message,
      remedy: 'Quote a field that holds a quote or a delimiter, and write " inside it as "".',
      cause: error,
    },
  );
}

function requireColumns(
  names: readonly string[],
  required: readonly string[],
  place: { file: string; line: number },
): void {
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw malformed(place, {
    problem: `the column "${missing.join('", "')}" is missing; the columns found are ${quoted(names)}`,
    remedy: `Name the columns in the first line: ${required.join(", ")}.`,
  });
}

function nameFields(
  names: readonly string[],
  values: readonly string[],
  place: { file: string; line: number },
): Readonly<Record<string, string>> {
  if (values.length !== names.length) {
    throw malformed(place, {
      problem: `the row ${quoted(values)} has ${values.length} fields where ${names.length} are expected`,
      remedy: `Give every row the fields ${names.join(", ")}.`,
    });
  }
  return Object.fromEntries(names.map((name, position) => [name, values[position] ?? ""]));
}
