import { isAscii } from "node:buffer";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import { onRead, onWrite, toFileError } from "./file-error.js";

const NEWLINE = 0x0a;
const READ_BYTES = 1 << 20;

/** A text, bytes, or blocks of a text that is larger than one can be. */
type FileContent = string | Uint8Array | Iterable<string>;

/**
 * Writes a file atomically and creates missing folders: readers see the old content or the new one, never a part of it.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be written. The old content is then kept.
 */
export function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  return writeFilesAtomic(dirname(path), new Map([[basename(path), content]]));
}

/**
 * Replaces several files of a folder, and creates missing folders. All content is on the disk before the first file is replaced, in the order of the list, so
 * that a full disk changes nothing. A kill between two replacements leaves old and new files together.
 */
export async function writeFilesAtomic(
  directory: string,
  files: ReadonlyMap<string, FileContent>,
): Promise<void> {
  await onWrite(directory, mkdir(directory, { recursive: true }));
  const staged = [...files].map(([name, content]) => {
    const path = join(directory, name);
    return { path, content, temporary: `${path}.${randomUUID()}.partial` };
  });
  try {
    for (const { path, temporary, content } of staged) {
      await onWrite(path, writeFile(temporary, content, { flush: true }));
    }
    for (const { path, temporary } of staged) await onWrite(path, rename(temporary, path));
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Streams the lines of a UTF-8 text file with their numbers, from 1. Lines end with `\n` or `\r\n`.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read, as all functions here do.
 */
export async function* readTextLines(
  path: string,
): AsyncGenerator<{ line: string; number: number }> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) yield { line, number: ++number };
  } catch (error) {
    throw toFileError(error, { path, action: "read" });
  }
}

/** Position after the last newline of a file, in bytes, and the size of the file. Undefined for a file that does not exist. */
export async function findLastLineEnd(
  path: string,
): Promise<{ readonly end: number; readonly size: number } | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw toFileError(error, { path, action: "read" });
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    return { end: await onRead(path, lastLineEnd(file, size)), size };
  } finally {
    await file.close();
  }
}

async function lastLineEnd(file: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const block = Buffer.alloc(65_536);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - block.length);
    await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (newline !== -1) return start + newline + 1;
    end = start;
  }
  return 0;
}

/**
 * Streams the lines of a file as undecoded bytes, without their newlines. Only `\n` ends a line.
 *
 * @param end - Position in bytes after the last one to read. Default: the end of the file.
 * @param start - Position of the first byte to read. Default 0.
 */
export async function* readByteLines(
  path: string,
  end = Infinity,
  start = 0,
): AsyncGenerator<Buffer> {
  if (end <= start) return;
  let partialLine: Buffer[] = [];
  for await (const chunk of readChunks(path, { start, end: end - 1 })) {
    const lines = splitLines(chunk);
    const rest = lines.pop();
    for (const line of lines) {
      yield partialLine.length === 0 ? line : Buffer.concat([...partialLine, line]);
      partialLine = [];
    }
    if (rest !== undefined && rest.length > 0) partialLine.push(rest);
  }
  if (partialLine.length > 0) yield Buffer.concat(partialLine);
}

async function* readChunks(
  path: string,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES, ...range });
  } catch (error) {
    throw toFileError(error, { path, action: "read" });
  }
}

/** Splits bytes at `\n`. The last entry is the rest after the last newline, possibly empty. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}

/** Decodes a line of UTF-8. ASCII lines take the Latin-1 path, which is several times faster. */
export function decodeLine(line: Buffer): string {
  return line.toString(isAscii(line) ? "latin1" : "utf8");
}

/** Lists all files below a folder, sorted, as relative paths with forward slashes. */
export async function listFiles(directory: string): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await onRead(directory, readdir(directory, options));
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
