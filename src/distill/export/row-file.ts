import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TableEncoding, Encoding } from "./formats/format.js";
import { createParquetBytes } from "./parquet-bytes.js";

/** What a manifest says of a file. `rows` is null for a file that holds none, such as a configuration. */
export interface FileFacts {
  readonly rows: number | null;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of rows that is being written. Nothing is held but a Parquet file's current row group. */
export interface RowFile {
  append(chunk: RowChunk): Promise<void>;
  close(): Promise<FileFacts>;
}

/** Opens a new file and the folders above it. */
export async function createRowFile(path: string, encoding: Encoding): Promise<RowFile> {
  const file = await createHashedFile(path);
  const joiner = createJoiner(encoding);
  let count = 0;
  return {
    async append(chunk) {
      count += chunk.count;
      await file.write(joiner.join(chunk));
    },
    async close() {
      await file.write(joiner.end());
      return { rows: count, ...(await file.close()) };
    },
  };
}

/** Makes one file's bytes of chunks. */
export interface Joiner {
  join(chunk: RowChunk): Uint8Array;
  end(): Uint8Array;
}

export function createJoiner(encoding: Encoding): Joiner {
  if (typeof encoding !== "string") {
    const parquet = createParquetBytes(encoding);
    return {
      join: ({ objects = [] }) => Buffer.concat(objects.map((row) => parquet.push({ ...row }))),
      end: () => parquet.finish(),
    };
  }
  let isFirst = encoding === "json-list";
  return {
    join({ bytes = new Uint8Array() }) {
      if (isFirst) bytes.set(Buffer.from("["));
      isFirst = false;
      return bytes;
    },
    end: () => Buffer.from(encoding === "json-list" ? "]\n" : ""),
  };
}

/** Writes a small file below a folder. */
export async function writeText(directory: string, path: string, text: string): Promise<FileFacts> {
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
