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
  const text = rows.map((row) => `${before}${encodeRow(row)}\n`).join("");
  return { count, bytes: new TextEncoder().encode(text) };
}
