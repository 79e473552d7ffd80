import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { onRead } from "../../file-error.js";

/** Size and checksum of a file. */
export interface FileMeasure {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Measures a file.
 *
 * @param limit - Bytes to read at most. Default: all.
 */
export function measureFile(path: string, limit = Infinity): Promise<FileMeasure> {
  return onRead(path, measure(path, limit));
}

async function measure(path: string, limit: number): Promise<FileMeasure> {
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
