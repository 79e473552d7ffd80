import { isAscii } from "node:buffer";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, mkdir, open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join, relative, sep, dirname } from "node:path";
import { createInterface } from "node:readline";

/** Writes a whole file or nothing: a reader never sees half of it, a kill leaves the old file. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The lines of a text file, one at a time, with their number from 1. Constant memory. */
export async function* readLines(path: string): AsyncGenerator<{ line: string; number: number }> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) yield { line, number: ++number };
}

/**
 * Cuts a file after its last newline. A process that was killed while it appended a line leaves a torn one behind;
 * cutting it makes appending safe again.
 *
 * @returns The number of bytes cut; 0 when the file is whole or absent.
 */
export async function cutTornLine(path: string): Promise<number> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return 0;
  try {
    const { size } = await file.stat();
    const end = await lastLineEnd(file, size);
    if (end < size) await truncate(path, end);
    return size - end;
  } finally {
    await file.close();
  }
}

async function lastLineEnd(file: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const block = Buffer.alloc(65_536);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - block.length);
    await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, end - start).lastIndexOf(0x0a);
    if (newline !== -1) return start + newline + 1;
    end = start;
  }
  return 0;
}

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1 << 20;

/**
 * The lines of a file as bytes, without their newline, which is the only thing that ends one. Constant memory. Far faster than
 * reading text, and exact: nothing is decoded, so nothing is lost.
 */
export async function* readByteLines(path: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const chunk of readChunks(path)) {
    const pieces = splitLines(chunk);
    const rest = pieces.pop();
    for (const piece of pieces) {
      yield begun.length === 0 ? piece : Buffer.concat([...begun, piece]);
      begun = [];
    }
    if (rest !== undefined && rest.length > 0) begun.push(rest);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

function readChunks(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/** The lines of bytes, without their newlines; the last one is what follows the last newline, if only nothing. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  lines.push(bytes.subarray(from));
  return lines;
}

/** A line of UTF-8. Most are plain ASCII, which is read several times as fast for what it is. */
export function decodeLine(line: Buffer): string {
  return line.toString(isAscii(line) ? "latin1" : "utf8");
}

/** Every file below a folder, in order, with slashes. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
