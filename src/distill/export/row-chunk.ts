import type { TableEncoding } from "../formats/format.js";

/** Some rows of one file, on their way into it: a file of text takes bytes, Parquet takes the rows themselves. */
export interface RowChunk {
  readonly count: number;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly objects?: readonly object[];
}

/** What some reader takes for the end of a line, inside a JSON text too. */
const LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** One row on one line, without the newline. */
export function encodeRow(row: object): string {
  return JSON.stringify(row).replace(
    LINE_ENDS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A JSON list has a comma before every row: who writes the first one makes a bracket of it. */
export function toChunk(rows: readonly object[], encoding: TableEncoding): RowChunk {
  const count = rows.length;
  if (typeof encoding !== "string") return { count, objects: rows };
  const before = encoding === "json-list" ? "," : "";
  const toBytes = (print: (row: object) => string) =>
    encoder.encode(rows.map((row) => `${before}${print(row)}\n`).join(""));
  const bytes = toBytes((row) => JSON.stringify(row));
  // Rare, and found far faster among bytes than among characters.
  return {
    count,
    bytes: LINE_END_BYTES.some((end) => includes(bytes, end)) ? toBytes(encodeRow) : bytes,
  };
}

const encoder = new TextEncoder();
const LINE_END_BYTES = ["\u0085", "\u2028", "\u2029"].map((end) => Buffer.from(end));

function includes(bytes: Uint8Array<ArrayBuffer>, part: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(part);
}
