import { join } from "node:path";
import type { PlacedChunk } from "./encode-batch.js";
import type { TableEncoding } from "./formats/format.js";
import { encodingOf, FORMATS, listTables } from "./formats/index.js";
import { createRowFile, type FileFacts, type RowFile } from "./row-file.js";

/** The files of rows of an export, each opened when its first row comes. */
export interface FileSet {
  append(chunk: PlacedChunk): Promise<void>;
  /** Ends the files that are open. */
  close(): Promise<void>;
  /** Of the files that were closed, in the order of the formats. */
  facts(): Record<string, FileFacts>;
}

const ENCODINGS: ReadonlyMap<string, TableEncoding> = new Map(
  FORMATS.flatMap(listTables).flatMap(({ files, encoding }) =>
    Object.values(files).map((path) => [path, encoding] as const),
  ),
);

/** @param tools - Names of the tools that were offered, for what follows from them. */
export function createFileSet(directory: string, tools: readonly string[] = []): FileSet {
  const open = new Map<string, RowFile>();
  const closed = new Map<string, FileFacts>();
  return {
    async append(chunk) {
      const { path, count } = chunk;
      const encoding = ENCODINGS.get(path);
      if (count === 0 || encoding === undefined) return;
      const file =
        open.get(path) ?? (await createRowFile(join(directory, path), encodingOf(encoding, tools)));
      open.set(path, file);
      await file.append(chunk);
    },
    async close() {
      for (const [path, file] of open) closed.set(path, await file.close());
      open.clear();
    },
    facts() {
      const paths = [...ENCODINGS.keys()];
      const known = paths.flatMap((path) => {
        const facts = closed.get(path);
        return facts === undefined ? [] : [[path, facts] as const];
      });
      return Object.fromEntries(known);
    },
  };
}
