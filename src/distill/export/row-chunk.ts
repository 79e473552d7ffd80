import type { TableEncoding } from "../formats/format.js";

/** Some rows of one file, on their way into it: a file of text takes bytes, Parquet takes the rows themselves. */
export interface RowChunk {
  readonly count: number;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly objects?: readonly object[];
}

/** What some reader takes for the end of a line, inside a JSON text too. */
const LINE_ENDS = ["\u0085", "\u2028", "\u2029"];
const ANY_LINE_END = /[\u0085\u2028\u2029]/g;

/** One row on one line, without the newline. */
export function encodeRow(row: object): string {
  const json = JSON.stringify(row);
  // Rare, and three searches for one character each are far faster than one for any of them.
  if (!LINE_ENDS.some((end) => json.includes(end))) return json;
  return json.replace(
    ANY_LINE_END,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function toChunk(rows: readonly object[], encoding: TableEncoding): RowChunk {
  if (typeof encoding !== "string") return { count: rows.length, objects: rows };
  return { count: rows.length, bytes: toBytes(rows.map(encodeRow), encoding) };
}

/** Lines of JSON as bytes. A JSON list has a comma before every row: who writes the first one makes a bracket of it. */
export function toBytes(
  lines: readonly string[],
  encoding: "json-lines" | "json-list",
): Uint8Array<ArrayBuffer> {
  const before = encoding === "json-list" ? "," : "";
  const around = before.length + "\n".length;
  const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + around, 0);
  const bytes = new Uint8Array(size);
  const view = Buffer.from(bytes.buffer);
  let at = 0;
  for (const line of lines) {
    at += view.write(before, at);
    at += view.write(line, at);
    at += view.write("\n", at);
  }
  return bytes;
}
