import { type FileHandle, open } from "node:fs/promises";
import { checksumOf, type FileChecksum } from "../checksum.js";
import { StarError } from "../errors.js";

/**
 * Reads a file into memory that worker threads can share, and verifies its checksum.
 *
 * @throws {StarError} `INDEX_CORRUPTED` if the file is missing, truncated or changed.
 */
export async function readIntoSharedMemory(
  path: string,
  expected: FileChecksum,
): Promise<SharedArrayBuffer> {
  const file = await open(path).catch((cause: unknown) => {
    throw corruptedIndex(path, "cannot be opened", cause);
  });
  try {
    const { size } = await file.stat();
    if (size !== expected.bytes) {
      throw corruptedIndex(path, `has ${size} bytes, expected ${expected.bytes}`);
    }
    const content = new Uint8Array(new SharedArrayBuffer(size));
    await readFully(file, content);
    if (checksumOf(content).sha256 !== expected.sha256) {
      throw corruptedIndex(path, "has another SHA-256 than the manifest");
    }
    return content.buffer;
  } finally {
    await file.close();
  }
}

/** The error for an invalid file of a saved index. */
export function corruptedIndex(path: string, problem: string, cause?: unknown): StarError {
  return new StarError("INDEX_CORRUPTED", {
    message: `The index file ${path} ${problem}.`,
    remedy: "Delete the index and fit it again with: star index",
    cause,
  });
}

async function readFully(file: FileHandle, content: Uint8Array): Promise<void> {
  for (let done = 0; done < content.length;) {
    const { bytesRead } = await file.read(content, done, content.length - done, done);
    if (bytesRead === 0) return;
    done += bytesRead;
  }
}
