import type { Item } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, type Signal } from "./signal.js";

/** Which categories each item has, as numbers, by item index. */
export interface CategoryTable {
  readonly categories: readonly (readonly number[])[];
  readonly categoryCount: number;
}

/** Numbers the categories of a catalogue. */
export function createCategoryTable(items: readonly (Item | undefined)[]): CategoryTable {
  const numbers = new Map<string, number>();
  const categories = items.map((item) =>
    [...new Set(item?.categories)].map((category) => {
      const number = numbers.get(category) ?? numbers.size;
      numbers.set(category, number);
      return number;
    }),
  );
  return { categories, categoryCount: numbers.size };
}

/**
 * How well an item's categories fit those of the history. Strength is the cosine between the item's categories and the
 * sum of the history's (each item's normalised); the count is of choices that share a category with it.
 */
export function categorySignal(
  index: CollaborativeIndex,
  { categories, categoryCount }: CategoryTable,
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
  const sharesWith = (item: number, other: number) =>
    (categories[item] ?? []).some((category) => categories[other]?.includes(category));
  const signal = countedSignal({
    strengths,
    counts: { length: categories.length },
    base: history.length,
    chance: () => 1,
  });
  return {
    ...signal,
    speaks: (item) => (strengths[item] ?? 0) > 0,
    describe(item) {
      const value = history.filter((other) => sharesWith(item, other)).length;
      return {
        value,
        base: history.length,
        lift: value / (history.length * shareOfChoices(index, sharesWith, item)),
      };
    },
  };
}

/** The share of all choices that went to items with a category of this one; where none did, as if one had. */
function shareOfChoices(
  { matrix }: CollaborativeIndex,
  sharesWith: (item: number, other: number) => boolean,
  item: number,
): number {
  let sharing = 0;
  let total = 0;
  for (const [other, count] of matrix.itemCounts.entries()) {
    total += count;
    if (count > 0 && sharesWith(item, other)) sharing += count;
  }
  return Math.max(sharing, 1) / Math.max(total, 1);
}
