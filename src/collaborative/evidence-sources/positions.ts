import type { InteractionMatrix } from "../interaction-matrix.js";

/** Position of a user's first interaction with an item in the user's sequence, from 0; -1 if there is none. */
export function positionOfFirst(
  { sequences: { offsets, items } }: InteractionMatrix,
  user: number,
  item: number,
): number {
  return items.subarray(offsets[user], offsets[user + 1]).indexOf(item);
}
