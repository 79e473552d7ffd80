import { Readable } from "node:stream";
import { CsvError, type InfoRecord, parse, type Parser } from "csv-parse";
import { malformedRow, quoteValue, type SourceLocation } from "./parse-row.js";
import { readText, type TextEncoding } from "./read-text.js";

/** The fields of a row by column name. */
export type Fields = Readonly<Record<string, string>>;

/** A delimited text file and its format. */
export interface TableOptions {
  readonly file: string;
  readonly delimiter: "," | "\t" | "|";
  /** Column names of a file without a header. Default: the first row is the header. */
  readonly columns?: readonly string[];
  /** Columns that the header must have; further columns are allowed. */
  readonly required?: readonly string[];
  /** Whether fields may be quoted with `"`. Default true. */
  readonly quotes?: boolean;
  readonly encoding?: TextEncoding;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

/**
 * Reads a delimited text file row by row. Empty lines are skipped.
 *
 * @param onRow - Called with every row in order and its location. A callback, because awaiting every row takes twice as long.
 * @throws {StarError} `DATASET_MALFORMED` for a wrong number of fields, an unclosed quote or a missing column.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` from {@link readText}.
 */
export async function readTable(
  { columns, required = [], ...source }: TableOptions,
  onRow: (fields: Fields, location: SourceLocation) => void,
): Promise<void> {
  let names = columns;
  await readRecords(source, (record, location) => {
    if (names === undefined) names = parseHeader(record, required, location);
    else onRow(toFields(names, record, location), location);
  });
}

async function readRecords(
  { file, encoding, ...format }: TableOptions,
  onRecord: (record: readonly string[], location: SourceLocation) => void,
): Promise<void> {
  const text = Readable.from(readText(file, encoding));
  const parser = createParser(format);
  text.on("error", (error) => parser.destroy(error));
  try {
    const records: AsyncIterable<CsvRecord> = text.pipe(parser);
    for await (const { record, info } of records) onRecord(record, { file, line: info.lines });
  } catch (error) {
    throw error instanceof CsvError ? toMalformedRow(file, error) : error;
  } finally {
    text.destroy();
  }
}

function createParser({ delimiter, quotes = true }: Omit<TableOptions, "file">): Parser {
  return parse({
    delimiter,
    quote: quotes ? '"' : null,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // toFields checks the count, with the same message for every loader
    skip_empty_lines: true,
    max_record_size: 2 ** 22, // fail early if an unclosed quote makes the rest of a large file one field
    info: true,
  });
}

function toMalformedRow(file: string, error: CsvError): Error {
  const line = typeof error["lines"] === "number" ? error["lines"] : 0;
  return malformedRow(
    { file, line },
    {
      problem: error.message,
      remedy: 'Quote fields that contain a quote or a delimiter, and write " inside them as "".',
      cause: error,
    },
  );
}

function parseHeader(
  header: readonly string[],
  required: readonly string[],
  location: SourceLocation,
): readonly string[] {
  const names = header.map((name) => name.trim());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return names;
  throw malformedRow(location, {
    problem: `the column "${missing.join('", "')}" is missing; the header has ${quoteValue(names)}`,
    remedy: `Name the columns in the first line: ${required.join(", ")}.`,
  });
}

function toFields(
  names: readonly string[],
  values: readonly string[],
  location: SourceLocation,
): Fields {
  if (values.length !== names.length) {
    throw malformedRow(location, {
      problem: `expected ${names.length} fields, found ${values.length}: ${quoteValue(values)}`,
      remedy: `Write the fields ${names.join(", ")} in every row.`,
    });
  }
  const fields: Record<string, string> = {};
  for (const [column, name] of names.entries()) fields[name] = values[column] ?? "";
  return fields;
}
