import { createHash, type Hash } from "node:crypto";
import type { InteractionMatrix } from "./interaction-matrix.js";

/** Version of the index; changes if equal input gives another index, or if the file format changes. */
export const INDEX_VERSION = "star.index/1";

const NUMBERS_PER_CHUNK = 65_536;

/** SHA-256 (hex) over everything that determines an index: version, options, users, catalog, interactions in order. */
export function fingerprintOf(
  { users, items, sequences }: Pick<InteractionMatrix, "users" | "items" | "sequences">,
  options: object,
): string {
  const hash = createHash("sha256");
  // JSON, because IDs may contain any separator.
  hash.update(JSON.stringify([INDEX_VERSION, options, users, items]));
  hash.update("[[");
  updateWithNumbers(hash, sequences.offsets);
  hash.update("],[");
  updateWithNumbers(hash, sequences.items);
  hash.update("]]");
  return hash.digest("hex");
}

/** Numbers as in a JSON array, in chunks: the text of millions of numbers would need more memory than the index. */
function updateWithNumbers(hash: Hash, numbers: Int32Array): void {
  for (let start = 0; start < numbers.length; start += NUMBERS_PER_CHUNK) {
    const text = numbers.subarray(start, start + NUMBERS_PER_CHUNK).join(",");
    hash.update(start === 0 ? text : `,${text}`);
  }
}
