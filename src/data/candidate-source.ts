import { createWeightedSampler, randomInteger, type Random } from "../random.js";
import type { ItemId } from "../types.js";

/** Draws items of a catalog, with replacement. */
export interface CandidateSource {
  draw(random: Random): ItemId;
  /** Number of items that can be drawn, without those of a user. */
  countWithout(interacted: ReadonlySet<ItemId>): number;
}

/**
 * Every item of the catalog is drawn equally often.
 *
 * @param catalog - Distinct item IDs.
 */
export function uniformSource(catalog: readonly ItemId[]): CandidateSource {
  return {
    draw: (random) => catalog[randomInteger(random, catalog.length)] as ItemId,
    countWithout: (interacted) => catalog.length - interacted.size,
  };
}

/**
 * Items are drawn in proportion to their interactions. One without any is never drawn.
 *
 * @param catalog - Distinct item IDs.
 * @param interactions - Number of interactions by item.
 */
export function popularitySource(
  catalog: readonly ItemId[],
  interactions: ReadonlyMap<ItemId, number>,
): CandidateSource {
  const items = catalog.filter((item) => (interactions.get(item) ?? 0) > 0);
  const drawable = new Set(items);
  const sample = createWeightedSampler(items.map((item) => interactions.get(item) ?? 0));
  return {
    draw: (random) => items[sample(random)] as ItemId,
    countWithout(interacted) {
      let count = items.length;
      for (const item of interacted) if (drawable.has(item)) count--;
      return count;
    },
  };
}
