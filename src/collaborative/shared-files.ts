import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { StarError } from "../errors.js";

/** Size and SHA-256 (hex) of a file's content. */
export interface FileMark {
  readonly bytes: number;
  readonly sha256: string;
}

/** The mark of a content. */
export function markOf(content: Uint8Array): FileMark {
  return { bytes: content.byteLength, sha256: createHash("sha256").update(content).digest("hex") };
}

/**
 * Reads a whole file into memory that worker threads can share.
 *
 * @throws {StarError} `INDEX_CORRUPTED` when the file is missing or is not what was written.
 */
export async function readShared(path: string, expected: FileMark): Promise<SharedArrayBuffer> {
  const file = await open(path).catch((cause: unknown) => {
    throw corrupted(path, "cannot be opened", cause);
  });
  try {
    const { size } = await file.stat();
    if (size !== expected.bytes) {
      throw corrupted(path, `has ${size} bytes where ${expected.bytes} were written`);
    }
    const content = new Uint8Array(new SharedArrayBuffer(size));
    await fill(file, content);
    if (markOf(content).sha256 !== expected.sha256) {
      throw corrupted(path, "holds other bytes than were written");
    }
    return content.buffer;
  } finally {
    await file.close();
  }
}

/** The error for a file of a saved index that cannot be trusted. */
export function corrupted(path: string, what: string, cause?: unknown): StarError {
  return new StarError("INDEX_CORRUPTED", {
    message: `The index file ${path} ${what}.`,
    remedy: "Delete the index and write it again with: star index",
    cause,
  });
}

async function fill(file: FileHandle, content: Uint8Array): Promise<void> {
  for (let done = 0; done < content.length;) {
    const { bytesRead } = await file.read(content, done, content.length - done, done);
    if (bytesRead === 0) return;
    done += bytesRead;
  }
}
