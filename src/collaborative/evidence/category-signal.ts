import type { Item } from "../../types.js";
import { countedSignal, type Signal } from "./signal.js";

/** Which categories each item has, as numbers, by item index. */
export interface CategoryTable {
  readonly categories: readonly (readonly number[])[];
  readonly categoryCount: number;
  /** Whether two items have a category in common. */
  readonly haveCommonCategory: (item: number, other: number) => boolean;
  /** The share of all choices that went to items with a category of this one; where none did, as if one had. */
  readonly interactionShare: (item: number) => number;
}

/**
 * Numbers the categories of a catalogue.
 *
 * @param itemCounts - How often each item was chosen.
 */
export function createCategoryTable(
  items: readonly (Item | undefined)[],
  itemCounts: Int32Array,
): CategoryTable {
  const numbers = new Map<string, number>();
  const categories = items.map((item) =>
    [...new Set(item?.categories)].map((category) => {
      const number = numbers.get(category) ?? numbers.size;
      numbers.set(category, number);
      return number;
    }),
  );
  const share = (item: number, other: number) =>
    (categories[item] ?? []).some((category) => categories[other]?.includes(category));
  const total = itemCounts.reduce((sum, count) => sum + count, 0);
  const known = new Float64Array(items.length);
  const shareOfChoices = (item: number) => {
    if (known[item] === 0) {
      const sharing = itemCounts.reduce(
        (sum, count, other) => (count > 0 && share(item, other) ? sum + count : sum),
        0,
      );
      known[item] = Math.max(sharing, 1) / Math.max(total, 1);
    }
    return known[item] as number;
  };
  return { categories, categoryCount: numbers.size, haveCommonCategory, interactionShare };
}

/**
 * How well an item's categories fit those of the history. Strength is the cosine between the item's categories and the
 * sum of the history's (each item's normalised); the count is of choices that share a category with it.
 */
export function categorySignal(
  { categories, categoryCount, haveCommonCategory, interactionShare }: CategoryTable,
  history: readonly number[],
): Signal {
  const profile = new Float64Array(categoryCount);
  for (const item of history) {
    const own = categories[item] ?? [];
    for (const category of own)
      profile[category] = (profile[category] as number) + 1 / Math.sqrt(own.length);
  }
  const norm = Math.hypot(...profile) || 1;
  const strengths = Float64Array.from(categories, (own) => {
    const overlap = own.reduce((sum, category) => sum + (profile[category] as number), 0);
    return own.length === 0 ? 0 : overlap / (norm * Math.sqrt(own.length));
  });
  const signal = countedSignal({
    strengths,
    counts: { length: categories.length },
    base: history.length,
    chance: () => 1,
  });
  return {
    ...signal,
    hasEvidence: (item) => (strengths[item] ?? 0) > 0,
    describe(item) {
      const value = history.filter((other) => haveCommonCategory(item, other)).length;
      return {
        value,
        base: history.length,
        lift: value / (history.length * interactionShare(item)),
      };
    },
  };
}
