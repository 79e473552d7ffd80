import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { onRead } from "./file-error.js";

/** Size and SHA-256 (hex) of a file. */
export interface FileChecksum {
  readonly bytes: number;
  readonly sha256: string;
}

/** Computes the checksum of a file's content. */
export function checksumOf(content: string | Uint8Array): FileChecksum {
  return { bytes: Buffer.byteLength(content), sha256: sha256Of(content) };
}

/**
 * Computes the checksum of a file, block by block.
 *
 * @param limit - Bytes to read at most. Default: all.
 */
export function checksumOfFile(path: string, limit = Infinity): Promise<FileChecksum> {
  return onRead(path, readChecksum(path, limit));
}

async function readChecksum(path: string, limit: number): Promise<FileChecksum> {
  const hash = createHash("sha256");
  let bytes = 0;
  if (limit > 0) {
    for await (const chunk of createReadStream(path, { end: limit - 1 })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** SHA-256 in hexadecimal. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** How content differs from its checksum; undefined if it does not. */
export function findDamage(content: Uint8Array, expected: FileChecksum): string | undefined {
  const { bytes, sha256 } = checksumOf(content);
  if (bytes !== expected.bytes) return `has ${bytes} bytes, expected ${expected.bytes}`;
  return sha256 === expected.sha256 ? undefined : "has another SHA-256 than when it was written";
}
