import { createHash } from "node:crypto";
import type { InteractionMatrix } from "./interaction-matrix.js";

/** Version of the index; changes if equal input gives another index, or if the file format changes. */
export const INDEX_VERSION = "star.index/1";

/** SHA-256 (hex) over everything that determines an index: version, options, users, catalog, interactions in order. */
export function fingerprintOf(
  { users, items, sequences }: Pick<InteractionMatrix, "users" | "items" | "sequences">,
  options: object,
): string {
  const hash = createHash("sha256");
  // JSON, because IDs may contain any separator.
  hash.update(JSON.stringify([INDEX_VERSION, options, users, items]));
  hash.update(JSON.stringify([[...sequences.offsets], [...sequences.items]]));
  return hash.digest("hex");
}
