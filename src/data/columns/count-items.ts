import type { ItemId } from "../../types.js";
import type { InteractionColumns } from "./interaction-columns.js";

/** Interactions of every item that has any. */
export function countItems({ item, itemIds }: InteractionColumns): Map<ItemId, number> {
  const counts = new Uint32Array(itemIds.size);
  for (const code of item) (counts[code] as number)++;
  const entries = Array.from(counts, (count, code) => [itemIds.idOf(code), count] as const);
  return new Map(entries.filter(([, count]) => count > 0));
}
