import { open, stat } from "node:fs/promises";
import { sha256Of } from "../../../checksum.js";
import { onRead, toFileError } from "../../../file-error.js";
import { decodeLine } from "../../../files.js";
import type { LineRange } from "./packed-rows.js";

/** What tells whether a file has changed. */
export interface FileState {
  /** 0 for a file that does not exist. */
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Bytes at both ends of the first part of a file that tell whether that part is still the same. */
const PROBE_BYTES = 65_536;

/**
 * Reads the state of a file.
 *
 * @param mayBeMissing - True for a file that is about to be written: it is then empty.
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 */
export async function readFileState(path: string, mayBeMissing = false): Promise<FileState> {
  try {
    const { ino: inode, size, mtimeMs: modifiedMs } = await stat(path);
    return { inode, size, modifiedMs };
  } catch (error) {
    if (mayBeMissing && isMissing(error)) return { inode: 0, size: 0, modifiedMs: 0 };
    throw toFileError(error, { path, action: "read" });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Reads one line of a file. */
export async function readLine(path: string, { start, length }: LineRange): Promise<string> {
  return decodeLine(await readBytes(path, start, length));
}

/** Checksum of both ends of the first `end` bytes of a file. */
export async function probeOf(path: string, end: number): Promise<string> {
  if (end === 0) return sha256Of(Buffer.alloc(0));
  const length = Math.min(PROBE_BYTES, end);
  const head = await readBytes(path, 0, length);
  const tail = await readBytes(path, end - length, length);
  return sha256Of(Buffer.concat([head, tail]));
}

async function readBytes(path: string, start: number, length: number): Promise<Buffer> {
  const file = await onRead(path, open(path, "r"));
  try {
    const { buffer, bytesRead } = await onRead(
      path,
      file.read(Buffer.alloc(length), 0, length, start),
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
