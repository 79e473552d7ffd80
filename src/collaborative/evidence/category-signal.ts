import type { CategoryTable } from "./category-table.js";
import { countedSignal, type Signal } from "./signal.js";

/** A function takes about 120,000 arguments; a catalog can have more categories. */
const MAX_ARGUMENTS = 50_000;

/**
 * Similarity of an item's categories to those of the history. The strength is the cosine between the item's categories and
 * the sum of the history's normalized category vectors; the count is the number of history items that share a category.
 */
export function categorySignal(table: CategoryTable, history: readonly number[]): Signal {
  const strengths = strengthsOf(table, history);
  const signal = countedSignal({
    strengths,
    counts: { length: strengths.length },
    base: history.length,
    chance: () => 1,
  });
  return {
    ...signal,
    hasEvidence: (item) => (strengths[item] ?? 0) > 0,
    describe(item) {
      const value = table.countSharing(item, history);
      return {
        value,
        base: history.length,
        lift: value / (history.length * table.interactionShare(item)),
      };
    },
  };
}

function strengthsOf(
  { categories, categoryCount }: CategoryTable,
  history: readonly number[],
): Float64Array {
  const { offsets, columns } = categories;
  const profile = new Float64Array(categoryCount);
  for (const item of history) {
    const start = offsets[item] as number;
    const end = offsets[item + 1] as number;
    for (let at = start; at < end; at++) {
      const category = columns[at] as number;
      profile[category] = (profile[category] as number) + 1 / Math.sqrt(end - start);
    }
  }
  const isLong = profile.length > MAX_ARGUMENTS;
  const norm = Math.hypot(...(isLong ? profile.filter((value) => value > 0) : profile)) || 1;
  const strengths = new Float64Array(offsets.length - 1);
  for (let item = 0; item < strengths.length; item++) {
    const start = offsets[item] as number;
    const end = offsets[item + 1] as number;
    let overlap = 0;
    for (let at = start; at < end; at++) {
      overlap += profile[columns[at] as number] as number;
    }
    if (overlap > 0) strengths[item] = overlap / (norm * Math.sqrt(end - start));
  }
  return strengths;
}
