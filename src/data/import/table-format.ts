import { CsvError, parse } from "csv-parse/sync";
import { StarError } from "../../errors.js";
import { quoteValue } from "../parse-row.js";
import { readText } from "../read-text.js";

/** Delimiters that are looked for, in this order. */
export const DELIMITERS = [",", "\t", ";", "|", "::"] as const;
/** One of {@link DELIMITERS}. */
export type Delimiter = (typeof DELIMITERS)[number];

/** How a text file separates rows into columns. */
export interface TableFormat {
  readonly delimiter: Delimiter;
  /** True if fields may be quoted: in no table with tabs. */
  readonly quotes: boolean;
  readonly hasHeader: boolean;
  /** Names of the columns: their numbers, from 1, without a header. */
  readonly columns: readonly string[];
  /** The first rows, without the header. */
  readonly sample: readonly (readonly string[])[];
}

/** What is known about a table already. */
export interface FormatHints {
  readonly delimiter?: Delimiter | undefined;
  readonly hasHeader?: boolean | undefined;
}

/** Lines that a guess is made from. */
const SAMPLE_LINES = 100;
const NUMBER_OR_DATE = /^\s*(?:[-+]?[\d.,]+(?:e[-+]?\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*)\s*$/i;

/**
 * Finds out how a table is written: the delimiter that gives the most columns with the same number of fields in every one of the first
 * rows, and a header if no field of the first row is a number, a date or empty.
 *
 * @throws {StarError} `DATASET_MALFORMED` if no delimiter separates the rows into columns; `DATASET_EMPTY` without a row;
 * `DATASET_NOT_FOUND`, `DATASET_ENCODING`.
 */
export async function findTableFormat(file: string, hints: FormatHints = {}): Promise<TableFormat> {
  const head = await readHead(file);
  const candidates = hints.delimiter === undefined ? DELIMITERS : [hints.delimiter];
  const tables = candidates.flatMap((delimiter) => {
    const rows = parseRows(head, delimiter);
    const [first] = rows;
    const isEven = first !== undefined && rows.every((row) => row.length === first.length);
    return isEven && first.length > 1 ? [{ delimiter, rows, width: first.length }] : [];
  });
  const [best] = tables.toSorted((one, other) => other.width - one.width);
  const [first, ...rest] = best?.rows ?? [];
  if (best === undefined || first === undefined) throw withoutColumns(file, head);
  const { hasHeader = first.every((field) => field.trim() !== "" && !NUMBER_OR_DATE.test(field)) } =
    hints;
  const sample = hasHeader ? rest : [first, ...rest];
  if (sample.length === 0) {
    throw new StarError("DATASET_EMPTY", {
      message: `${file} has only one row, which looks like a header: ${quoteValue(first)}.`,
      remedy: "Pass --no-header if it is data.",
    });
  }
  return {
    delimiter: best.delimiter,
    quotes: best.delimiter !== "\t",
    hasHeader,
    columns: first.map((name, at) => (hasHeader ? name.trim() : String(at + 1))),
    sample,
  };
}

/** The first lines of a file, whole. */
async function readHead(file: string): Promise<string> {
  for await (const text of readText(file)) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length > 0) return lines.slice(0, SAMPLE_LINES).join("\n");
  }
  throw new StarError("DATASET_EMPTY", {
    message: `${file} has no rows.`,
    remedy: "Pass a file with one interaction per row.",
  });
}

/** Lines at the end of the head that can belong to a quoted field that goes on. */
const OPEN_LINES = 20;

/** Empty if the text is not a table with this delimiter. */
function parseRows(text: string, delimiter: Delimiter): string[][] {
  const lines = text.split("\n");
  for (let end = lines.length; end > Math.max(0, lines.length - OPEN_LINES); end--) {
    try {
      return parse(lines.slice(0, end).join("\n"), {
        delimiter,
        quote: delimiter === "\t" ? null : '"',
        record_delimiter: ["\r\n", "\n"],
        relax_column_count: true,
        skip_empty_lines: true,
      });
    } catch (error) {
      if (!(error instanceof CsvError) || error.code !== "CSV_QUOTE_NOT_CLOSED") return [];
    }
  }
  return [];
}

function withoutColumns(file: string, head: string): StarError {
  const rows = head.split("\n").slice(0, 3);
  return new StarError("DATASET_MALFORMED", {
    message: `${file} cannot be split into columns by ${DELIMITERS.map((one) => JSON.stringify(one)).join(", ")}. Its first rows: ${rows.map(quoteValue).join(", ")}.`,
    remedy:
      "Pass --delimiter, or write the table as CSV with the same number of fields in every row.",
  });
}
