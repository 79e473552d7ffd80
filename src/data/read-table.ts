import { Readable } from "node:stream";
import { CsvError, type InfoRecord, parse, type Parser } from "csv-parse";
import { malformed, type Place, quoted } from "./malformed.js";
import { readText, type TextEncoding } from "./read-text.js";

/** A row's fields by column. */
export type Fields = Readonly<Record<string, string>>;

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
 * Reads a delimited text file row by row. Empty lines are not rows.
 *
 * @param onRow - Gets every row in order, with its place. (A callback: awaiting every row would take twice as long.)
 * @throws {StarError} `DATASET_MALFORMED` when a row has too few or too many fields, a quote does not close, or a column is missing.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` as {@link readText} does.
 */
export async function readTable(
  { columns, required = [], ...source }: TableOptions,
  onRow: (fields: Fields, place: Place) => void,
): Promise<void> {
  let names = columns;
  await readRecords(source, (record, place) => {
    if (names === undefined) names = requireColumns(record, required, place);
    else onRow(nameFields(names, record, place), place);
  });
}

async function readRecords(
  { file, encoding, ...format }: TableOptions,
  onRecord: (record: readonly string[], place: Place) => void,
): Promise<void> {
  const text = Readable.from(readText(file, encoding));
  const parser = createParser(format);
  text.on("error", (error) => parser.destroy(error));
  try {
    const records: AsyncIterable<CsvRecord> = text.pipe(parser);
    for await (const { record, info } of records) onRecord(record, { file, line: info.lines });
  } catch (error) {
    throw error instanceof CsvError ? brokenRow(file, error) : error;
  } finally {
    text.destroy();
  }
}

function createParser({ delimiter, quotes = true }: Omit<TableOptions, "file">): Parser {
  return parse({
    delimiter,
    quote: quotes ? '"' : null,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // the count is checked here, where all loaders word it alike
    skip_empty_lines: true,
    max_record_size: 2 ** 22, // an unclosed quote shows up before it swallows a large file
    info: true,
  });
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
  header: readonly string[],
  required: readonly string[],
  place: Place,
): readonly string[] {
  const names = header.map((name) => name.trim());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return names;
  throw malformed(place, {
    problem: `the column "${missing.join('", "')}" is missing; the columns found are ${quoted(names)}`,
    remedy: `Name the columns in the first line: ${required.join(", ")}.`,
  });
}

function nameFields(names: readonly string[], values: readonly string[], place: Place): Fields {
  if (values.length !== names.length) {
    throw malformed(place, {
      problem: `the row ${quoted(values)} has ${values.length} fields where ${names.length} are expected`,
      remedy: `Give every row the fields ${names.join(", ")}.`,
    });
  }
  const fields: Record<string, string> = {};
  for (const [position, name] of names.entries()) fields[name] = values[position] ?? "";
  return fields;
}
