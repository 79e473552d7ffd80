import { pipeline } from "node:stream/promises";
import { CsvError, type InfoRecord, parse, type Parser } from "csv-parse";
import type { StarError } from "../errors.js";
import { malformedRow, quoteValue, type SourceLocation } from "./parse-row.js";
import { readText, type TextEncoding } from "./read-text.js";

/** The fields of a row by column name. */
export type Fields = Readonly<Record<string, string>>;

/** A delimited text file and its format. */
export interface TableOptions {
  readonly file: string;
  readonly delimiter: "," | "\t" | ";" | "|" | "::";
  /** Column names of a file without a header. Default: the first row is the header. */
  readonly columns?: readonly string[];
  /** Columns that the header must have; further columns are allowed. */
  readonly required?: readonly string[];
  /** Whether fields may be quoted with `"`. Default true. */
  readonly quotes?: boolean;
  readonly encoding?: TextEncoding;
}

/** Of one row, in bytes: fail early if an unclosed quote makes the rest of a large file one field. */
export const MAX_ROW_SIZE = 2 ** 22;

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
  let line = 0; // of the latest record
  const parser = createParser(format, (record, { lines }) => {
    line = lines;
    onRecord(record, { file, line });
  });
  parser.resume(); // nothing is left to read, but a stream ends only if it is read
  try {
    await pipeline(readText(file, encoding), parser);
  } catch (error) {
    throw error instanceof CsvError ? toMalformedRow(error, { file, line }) : error;
  }
}

/** @param onRecord - Called before the rest of the block is parsed, so that the first error in the file is reported. */
function createParser(
  { delimiter, quotes = true }: Omit<TableOptions, "file">,
  onRecord: (record: readonly string[], info: InfoRecord) => void,
): Parser {
  return parse({
    delimiter,
    quote: quotes ? '"' : null,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // toFields checks the count, with the same message for every loader
    skip_empty_lines: true,
    max_record_size: MAX_ROW_SIZE,
    on_record(record: readonly string[], info) {
      onRecord(record, info);
      return null;
    },
  });
}

function toMalformedRow(error: CsvError, latest: SourceLocation): StarError {
  const problem = PROBLEMS[error.code];
  if (problem === undefined) {
    return malformedRow(latest, { problem: error.message, remedy: QUOTE_REMEDY, cause: error });
  }
  const line = typeof error["lines"] === "number" ? error["lines"] : 0;
  return malformedQuote(problem, { latest, line, cause: error });
}

/** Why a row cannot be split into fields. */
export type RowProblem = "unclosed" | "too-long" | "text-after-quote" | "quote-in-text";

const PROBLEMS: Readonly<Record<string, RowProblem>> = {
  CSV_QUOTE_NOT_CLOSED: "unclosed",
  CSV_MAX_RECORD_SIZE: "too-long",
  CSV_INVALID_CLOSING_QUOTE: "text-after-quote",
  INVALID_OPENING_QUOTE: "quote-in-text",
};

const QUOTE_REMEDY =
  'Quote fields that contain a quote or a delimiter, and write " inside them as "".';

/** The error for a row that cannot be split into fields. */
export function malformedQuote(
  problem: RowProblem,
  {
    latest,
    line,
    cause,
  }: {
    /** The row before. A row that does not end is found at its start, because its end is that of the file. */
    readonly latest: SourceLocation;
    /** The line of the quote. */
    readonly line: number;
    readonly cause?: unknown;
  },
): StarError {
  const remedy = QUOTE_REMEDY;
  switch (problem) {
    case "unclosed":
      return malformedRow(
        { ...latest, line: latest.line + 1 },
        { problem: "a quote of this row is not closed", remedy, cause },
      );
    case "too-long":
      return malformedRow(
        { ...latest, line: latest.line + 1 },
        {
          problem: "this row has more than 4 MiB, probably after an unclosed quote",
          remedy,
          cause,
        },
      );
    case "text-after-quote":
      return malformedRow(
        { ...latest, line },
        { problem: "text follows a closing quote", remedy, cause },
      );
    case "quote-in-text":
      return malformedRow(
        { ...latest, line },
        { problem: "a quote stands inside a field that does not begin with one", remedy, cause },
      );
  }
}

/** Checks the header of a table and returns the names of its columns. */
export function parseHeader(
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

/** Names the values of a row. */
export function toFields(
  names: readonly string[],
  values: readonly string[],
  location: SourceLocation,
): Fields {
  if (values.length !== names.length) {
    // Positions are not names that a row could be corrected by.
    const isNumbered = names.every((name, at) => name === String(at));
    throw malformedRow(location, {
      problem: `expected ${names.length} fields, found ${values.length}: ${quoteValue(values)}`,
      remedy: isNumbered
        ? `Every row needs ${names.length} fields.`
        : `Write the fields ${names.join(", ")} in every row.`,
    });
  }
  const fields: Record<string, string> = {};
  for (const [column, name] of names.entries()) fields[name] = values[column] ?? "";
  return fields;
}
