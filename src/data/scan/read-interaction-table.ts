import { stat } from "node:fs/promises";
import { TOO_LARGE_FOR_SECONDS } from "../../text/day.js";
import type { ColumnBuilder } from "../columns/column-builder.js";
import type { InteractionSink } from "../dataset-builder.js";
import { readWholeLines } from "../read-bytes.js";
import {
  malformedQuote,
  MAX_ROW_SIZE,
  parseHeader,
  type TableOptions,
  toFields,
} from "../read-table.js";
import { assertUtf8, countNewlines, skipByteOrderMark } from "../read-text.js";
import { FieldCodes, isSimpleId } from "./field-codes.js";
import {
  createInteractionRows,
  type InteractionNames,
  type InteractionRows,
  type RatingFilter,
} from "./interaction-rows.js";
import { parsePlainNumber } from "./parse-plain-number.js";
import { RecordScanner } from "./record-scanner.js";

const MAX_COLUMNS = 4096;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A delimited text file of interactions in UTF-8, plain or compressed. */
export interface InteractionTable extends Omit<TableOptions, "encoding" | "required"> {
  readonly names: InteractionNames;
  readonly rating?: RatingFilter | undefined;
}

/**
 * Reads a table of interactions. Accepts and rejects the same rows as {@link readTable}, with the same errors, but
 * compares bytes: it creates texts only for IDs that it has not seen before and for rows in an unusual form.
 *
 * @throws {StarError} `DATASET_MALFORMED`, `DATASET_NOT_FOUND`, `DATASET_ENCODING`.
 */
export async function readInteractionTable(
  table: InteractionTable,
  sink: InteractionSink,
): Promise<void> {
  const reader = new TableReader(table, sink);
  const { file } = table;
  let line = 1;
  let offset = 0;
  let unread: Buffer | undefined; // a row that does not end in its block
  for await (const block of readWholeLines(file)) {
    const start = offset === 0 ? skipByteOrderMark(block, file) : 0;
    const text = block.subarray(start);
    assertUtf8(text, { file, line, offset: offset + start });
    offset += block.length;
    line += countNewlines(block);
    const bytes = unread === undefined ? text : Buffer.concat([unread, text]);
    const position = reader.read(endWithNewline(bytes));
    // The rows of a compressed file are more, so that their columns grow.
    if (offset === block.length) reader.reserve((await stat(file)).size / block.length);
    unread = position < bytes.length ? Buffer.from(bytes.subarray(position)) : undefined;
    if (unread !== undefined && unread.length > MAX_ROW_SIZE) throw reader.endless("too-long");
  }
  if (unread !== undefined) throw reader.endless("unclosed");
}

/** Only the last row of a file may lack its newline. */
function endWithNewline(bytes: Buffer): Buffer {
  return bytes.at(-1) === NEWLINE ? bytes : Buffer.concat([bytes, Buffer.from([NEWLINE])]);
}

/** Reads blocks of rows. */
class TableReader {
  readonly #table: InteractionTable;
  readonly #scanner: RecordScanner;
  readonly #columns: ColumnBuilder;
  readonly #rows: InteractionRows;
  readonly #users: FieldCodes;
  readonly #items: FieldCodes;
  /** The block that is read. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #header: readonly string[] | undefined;
  /** Positions of the columns in a row, -1 for none. */
  #at = { user: 0, item: 0, timestamp: 0, rating: -1 };
  /** The line that was read last. */
  #line = 0;
  /** The line of the latest row. */
  #rowLine = 0;

  constructor(table: InteractionTable, sink: InteractionSink) {
    const { delimiter, quotes = true, names, rating, columns } = table;
    this.#table = table;
    this.#scanner = new RecordScanner({ delimiter, quotes, capacity: MAX_COLUMNS });
    this.#columns = sink.columns();
    const { userIds } = this.#columns;
    this.#users = new FieldCodes((id) => userIds.add(id));
    this.#items = new FieldCodes(sink.codeOfItem);
    this.#rows = createInteractionRows(sink, { ...names, rating });
    if (columns !== undefined) this.#setHeader(columns);
  }

  /** @returns The position of the first row that does not end within `bytes`, which must end with a newline. */
  read(bytes: Buffer): number {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const scanner = this.#scanner;
    let position = 0;
    while (position < bytes.length) {
      const emptyLine = lengthOfEmptyLine(bytes, position);
      if (emptyLine > 0) {
        this.#line++;
        position += emptyLine;
        continue;
      }
      const next = scanner.scan(bytes, position);
      if (next === -1) return position;
      const line = this.#line + scanner.newlines;
      if (scanner.problem !== undefined) {
        throw malformedQuote(scanner.problem, { latest: this.#latest(), line });
      }
      this.#line = line;
      this.#rowLine = line;
      if (this.#header === undefined) this.#readHeader(bytes);
      else if (!this.#readPlainRow(bytes)) this.#readAnyRow(bytes, this.#header);
      position = next;
    }
    return position;
  }

  /** Makes room for a file that is this many times as long as the part that was read. */
  reserve(times: number): void {
    this.#columns.reserve(Math.ceil(this.#columns.length * times * 1.1));
  }

  /** The error for a row that does not end. */
  endless(problem: "unclosed" | "too-long") {
    return malformedQuote(problem, { latest: this.#latest(), line: this.#line });
  }

  #latest() {
    return { file: this.#table.file, line: this.#rowLine };
  }

  #readHeader(bytes: Buffer): void {
    const { names, rating } = this.#table;
    const { user, item, timestamp } = names;
    const required = [user, item, timestamp, rating?.column].filter((name) => name !== undefined);
    this.#setHeader(parseHeader(this.#valuesOf(bytes), required, this.#latest()));
  }

  #setHeader(header: readonly string[]): void {
    const { names, rating } = this.#table;
    this.#header = header;
    // The last of several columns with one name, as in an object.
    this.#at = {
      user: header.lastIndexOf(names.user),
      item: header.lastIndexOf(names.item),
      timestamp: names.timestamp === undefined ? -1 : header.lastIndexOf(names.timestamp),
      rating: rating === undefined ? -1 : header.lastIndexOf(rating.column),
    };
  }

  /** Adds the row that was scanned last if its fields have the forms that almost all rows have. */
  #readPlainRow(bytes: Buffer): boolean {
    const { count, starts, ends } = this.#scanner;
    const { user, item, timestamp, rating } = this.#at;
    if (count !== this.#header?.length || this.#scanner.hasEscaped) return false;
    const time =
      timestamp === -1
        ? this.#columns.length
        : parsePlainNumber(bytes, starts[timestamp] as number, ends[timestamp] as number);
    if (!(time < TOO_LARGE_FOR_SECONDS)) return false;
    if (rating !== -1) {
      const value = parsePlainNumber(bytes, starts[rating] as number, ends[rating] as number);
      if (Number.isNaN(value)) return false;
      if (value < (this.#table.rating?.least ?? 0))
        return areSimple(bytes, this.#scanner, [user, item]);
    }
    const view = this.#view;
    const userCode = this.#users.codeOf(bytes, view, starts[user] as number, ends[user] as number);
    const itemCode = this.#items.codeOf(bytes, view, starts[item] as number, ends[item] as number);
    if (userCode === -1 || itemCode === -1) return false;
    this.#columns.add(userCode, itemCode, time);
    return true;
  }

  /** Adds the row that was scanned last, or throws an error. */
  #readAnyRow(bytes: Buffer, header: readonly string[]): void {
    const location = this.#latest();
    const codes = this.#rows.add(toFields(header, this.#valuesOf(bytes), location), location);
    if (codes === undefined) return;
    this.#learn(bytes, this.#users, this.#at.user, codes.user);
    this.#learn(bytes, this.#items, this.#at.item, codes.item);
  }

  #learn(bytes: Buffer, codes: FieldCodes, field: number, code: number): void {
    const { starts, ends, escaped } = this.#scanner;
    if (escaped[field] === 1) return; // its bytes are not its value
    codes.learn(bytes, this.#view, {
      start: starts[field] as number,
      end: ends[field] as number,
      code,
    });
  }

  #valuesOf(bytes: Buffer): string[] {
    const { count, starts, ends, escaped } = this.#scanner;
    return Array.from({ length: Math.min(count, MAX_COLUMNS) }, (_, index) => {
      const value = bytes.toString("utf8", starts[index], ends[index]);
      return escaped[index] === 1 ? value.replaceAll('""', '"') : value;
    });
  }
}

function areSimple(bytes: Buffer, { starts, ends }: RecordScanner, fields: number[]): boolean {
  return fields.every((at) => isSimpleId(bytes, starts[at] as number, ends[at] as number));
}

/** The length of an empty line with its newline; 0 if the line is not empty. */
function lengthOfEmptyLine(bytes: Buffer, position: number): number {
  if (bytes[position] === NEWLINE) return 1;
  return bytes[position] === RETURN && bytes[position + 1] === NEWLINE ? 2 : 0;
}
