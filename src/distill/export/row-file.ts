import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Encoding, TableEncoding } from "./formats/format.js";
import { createParquetEncoder } from "./parquet-encoder.js";

/** The manifest's entry of a file. `rows` is null for a file without rows, such as a configuration. */
export interface FileEntry {
  readonly rows: number | null;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of rows that is being written. Only a Parquet file's current row group is held in memory. */
export interface RowFile {
  append(chunk: RowChunk): Promise<void>;
  close(): Promise<FileEntry>;
}

/** Creates a file and the folders above it. The file must not exist. */
export async function createRowFile(path: string, encoding: Encoding): Promise<RowFile> {
  const file = await createHashedFile(path);
  const encoder = createFileEncoder(encoding);
  let count = 0;
  return {
    async append(chunk) {
      count += chunk.count;
      await file.write(encoder.encode(chunk));
    },
    async close() {
      await file.write(encoder.finish());
      return { rows: count, ...(await file.close()) };
    },
  };
}

/** Writes a text file below a folder. */
export async function writeText(directory: string, path: string, text: string): Promise<FileEntry> {
  const file = await createHashedFile(join(directory, path));
  await file.write(Buffer.from(text));
  return { rows: null, ...(await file.close()) };
}

async function createHashedFile(path: string) {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "wx");
  const hash = createHash("sha256");
  let size = 0;
  return {
    async write(bytes: Uint8Array): Promise<void> {
      hash.update(bytes);
      size += bytes.length;
      for (let written = 0; written < bytes.length;) {
        written += (await file.write(bytes, written)).bytesWritten;
      }
    },
    async close() {
      await file.close();
      return { bytes: size, sha256: hash.digest("hex") };
    },
  };
}

/** Turns the chunks of one file into its bytes. */
interface FileEncoder {
  encode(chunk: RowChunk): Uint8Array;
  finish(): Uint8Array;
}

/** Creates the encoder of one file. */
export function createFileEncoder(encoding: Encoding): FileEncoder {
  if (typeof encoding !== "string") {
    const parquet = createParquetEncoder(encoding);
    return {
      encode: ({ objects = [] }) => Buffer.concat(objects.map((row) => parquet.push({ ...row }))),
      finish: () => parquet.finish(),
    };
  }
  let isFirst = encoding === "json-list";
  return {
    encode({ bytes = new Uint8Array() }) {
      if (isFirst) bytes.set(Buffer.from("["));
      isFirst = false;
      return bytes;
    },
    finish: () => Buffer.from(encoding === "json-list" ? "]\n" : ""),
  };
}

/** Rows of one file: encoded as bytes for a text file, as objects for Parquet. */
export interface RowChunk {
  readonly count: number;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly objects?: readonly object[];
}

/** Encodes rows as far as it is possible without the other rows of the file. */
export function toChunk(rows: readonly object[], encoding: TableEncoding): RowChunk {
  if (typeof encoding !== "string") return { count: rows.length, objects: rows };
  return { count: rows.length, bytes: encodeLines(rows.map(encodeRow), encoding) };
}

/** Encodes lines of JSON. In a JSON list each row starts with a comma; the file's encoder replaces the first by a bracket. */
export function encodeLines(
  lines: readonly string[],
  encoding: "json-lines" | "json-list",
): Uint8Array<ArrayBuffer> {
  const prefix = encoding === "json-list" ? "," : "";
  const extra = prefix.length + "\n".length;
  const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + extra, 0);
  const bytes = new Uint8Array(size);
  const view = Buffer.from(bytes.buffer);
  let at = 0;
  for (const line of lines) {
    at += view.write(prefix, at);
    at += view.write(line, at);
    at += view.write("\n", at);
  }
  return bytes;
}

/** Characters that some readers treat as the end of a line, even inside a JSON string. */
const LINE_ENDS = ["\u0085", "\u2028", "\u2029"];
const ANY_LINE_END = /[\u0085\u2028\u2029]/g;

/** Encodes a row as one line of JSON, without the newline. */
export function encodeRow(row: object): string {
  const json = JSON.stringify(row);
  // These characters are rare, and three searches for one character each are much faster than the pattern.
  if (!LINE_ENDS.some((end) => json.includes(end))) return json;
  return json.replace(
    ANY_LINE_END,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
