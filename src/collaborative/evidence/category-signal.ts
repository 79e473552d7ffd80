import type { Item } from "../../types.js";
import { countedSignal, type Signal } from "./signal.js";

/** The categories of the items, numbered, by item index. */
export interface CategoryTable {
  readonly categories: readonly (readonly number[])[];
  readonly categoryCount: number;
  /** True if two items share a category. */
  readonly haveCommonCategory: (item: number, other: number) => boolean;
  /** Share of the interactions that are with items that share a category with this one; at least one interaction counts. */
  readonly interactionShare: (item: number) => number;
}

/**
 * Creates the category table of a catalog.
 *
 * @param itemCounts - Number of users per item.
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
  const haveCommonCategory = (item: number, other: number) =>
    (categories[item] ?? []).some((category) => categories[other]?.includes(category));
  const total = itemCounts.reduce((sum, count) => sum + count, 0);
  const shares = new Float64Array(items.length); // 0: not yet computed
  const interactionShare = (item: number) => {
    if (shares[item] === 0) {
      const sharing = itemCounts.reduce(
        (sum, count, other) => (count > 0 && haveCommonCategory(item, other) ? sum + count : sum),
        0,
      );
      shares[item] = Math.max(sharing, 1) / Math.max(total, 1);
    }
    return shares[item] as number;
  };
  return { categories, categoryCount: numbers.size, haveCommonCategory, interactionShare };
}

/**
 * Similarity of an item's categories to those of the history. The strength is the cosine between the item's categories and
 * the sum of the history's normalized category vectors; the count is the number of history items that share a category.
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
