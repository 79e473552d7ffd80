import type { ItemId } from "../../types.js";

/**
 * Ranks the items of a catalog by popularity, from 0 to 1: the share of items with fewer interactions, plus half the share of those with
 * equally many, the item itself included. The mean over the catalog is 0.5.
 *
 * @param interactions - Number of interactions of every item of the catalog.
 * @returns The percentile of an item. One that is not in the catalog has no interactions.
 */
export function popularityPercentiles(
  interactions: ReadonlyMap<ItemId, number>,
): (item: ItemId) => number {
  const sorted = Float64Array.from(interactions.values()).sort();
  const percentiles = new Map<number, number>();
  for (let start = 0; start < sorted.length;) {
    const count = sorted[start] as number;
    let end = start + 1;
    while (sorted[end] === count) end++;
    percentiles.set(count, (start + end) / 2 / sorted.length);
    start = end;
  }
  return (item) => percentiles.get(interactions.get(item) ?? 0) ?? 0;
}
