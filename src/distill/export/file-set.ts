import { join } from "node:path";
import type { FileChunk } from "./encode-batch.js";
import type { TableEncoding } from "./formats/format.js";
import { ALL_FORMATS, listTables, resolveEncoding } from "./formats/index.js";
import { createRowFile, type FileEntry, type RowFile } from "./row-file.js";

/** The files of rows of an export. A file is created with its first row. */
export interface FileSet {
  append(chunk: FileChunk): Promise<void>;
  /** Completes and closes the open files. */
  close(): Promise<void>;
  /** Entries of the closed files by path, in the order of the formats. */
  entries(): Record<string, FileEntry>;
}

const ENCODINGS: ReadonlyMap<string, TableEncoding> = new Map(
  ALL_FORMATS.flatMap(listTables).flatMap(({ files, encoding }) =>
    Object.values(files).map((path) => [path, encoding] as const),
  ),
);

/**
 * Creates a file set without files.
 *
 * @param tools - Names of the offered tools, for schemas that depend on them. Default: none.
 */
export function createFileSet(directory: string, tools: readonly string[] = []): FileSet {
  const open = new Map<string, RowFile>();
  const closed = new Map<string, FileEntry>();
  return {
    async append(chunk) {
      const { path, count } = chunk;
      const encoding = ENCODINGS.get(path);
      if (count === 0 || encoding === undefined) return;
      const file =
        open.get(path) ??
        (await createRowFile(join(directory, path), resolveEncoding(encoding, tools)));
      open.set(path, file);
      await file.append(chunk);
    },
    async close() {
      for (const [path, file] of open) closed.set(path, await file.close());
      open.clear();
    },
    entries() {
      const paths = [...ENCODINGS.keys()];
      const known = paths.flatMap((path) => {
        const entry = closed.get(path);
        return entry === undefined ? [] : [[path, entry] as const];
      });
      return Object.fromEntries(known);
    },
  };
}
