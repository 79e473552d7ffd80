import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Encoding } from "../formats/format.js";
import { createParquetBytes } from "./parquet-bytes.js";
import type { RowChunk } from "./row-chunk.js";

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
