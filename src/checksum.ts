import { createHash } from "node:crypto";

/** Size and SHA-256 (hex) of a file. */
export interface FileChecksum {
  readonly bytes: number;
  readonly sha256: string;
}

/** Computes the checksum of a file's content. */
export function checksumOf(content: string | Uint8Array): FileChecksum {
  return { bytes: Buffer.byteLength(content), sha256: sha256Of(content) };
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
