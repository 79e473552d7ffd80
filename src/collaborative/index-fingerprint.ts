import { createHash } from "node:crypto";
import type { InteractionMatrix } from "./interaction-matrix.js";

/** Changes whenever the same input would give another index, or an older reader would misread its files. */
export const INDEX_VERSION = "star.index/1";

/** SHA-256 (hex) over all that an index follows from: interactions in order, catalogue, options, version. */
export function fingerprintOf(
  { users, items, sequences }: Pick<InteractionMatrix, "users" | "items" | "sequences">,
  options: object,
): string {
  const hash = createHash("sha256");
  // JSON keeps lists apart: ids may contain any separator.
  hash.update(JSON.stringify([INDEX_VERSION, options, users, items]));
  hash.update(JSON.stringify([[...sequences.offsets], [...sequences.items]]));
  return hash.digest("hex");
}
