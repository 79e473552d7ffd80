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
  const itemsOf = listItems(categories, numbers.size);
  // Most items share their categories with others: the share is computed once for each combination.
  const shares = new Map<string, number>();
  const interactionShare = (item: number) => {
    const own = categories[item] ?? [];
    const key = own.join(" ");
    const known = shares.get(key);
    if (known !== undefined) return known;
    const sharing = new Set(own.flatMap((category) => itemsOf[category] ?? []));
    const interactions = [...sharing].reduce((sum, other) => sum + (itemCounts[other] ?? 0), 0);
    const share = Math.max(interactions, 1) / Math.max(total, 1);
    shares.set(key, share);
    return share;
  };
  return { categories, categoryCount: numbers.size, haveCommonCategory, interactionShare };
}

/** The items of each category. */
function listItems(categories: readonly (readonly number[])[], count: number): number[][] {
  const items = Array.from({ length: count }, (): number[] => []);
  for (const [item, own] of categories.entries())
    for (const category of own) items[category]?.push(item);
  return items;
}

/** A function takes about 120,000 arguments; a catalog can have more categories. */
const MAX_ARGUMENTS = 50_000;

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
  const isLong = profile.length > MAX_ARGUMENTS;
  const norm = Math.hypot(...(isLong ? profile.filter((value) => value > 0) : profile)) || 1;
  const strengths = new Float64Array(categories.length);
  for (let item = 0; item < strengths.length; item++) {
    const own = categories[item] as readonly number[];
    let overlap = 0;
    for (let at = 0; at < own.length; at++) overlap += profile[own[at] as number] as number;
    if (overlap > 0) strengths[item] = overlap / (norm * Math.sqrt(own.length));
  }
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
