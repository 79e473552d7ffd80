import { quoteData, readId } from "./data-text.js";

/** Number of interactions per category. */
export type CategoryCounts = ReadonlyMap<string, number>;

/** Counts the categories of some items, most frequent first; ties keep the order of first occurrence. */
export function countCategories(
  items: readonly { readonly categories: readonly string[] }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const category of items.flatMap(({ categories }) => categories)) {
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, first], [, second]) => second - first));
}

/** Counts as text, in the order of the map: `"Drama" 6, "Comedy" 4`; empty without a category. */
export function formatCategoryCounts(counts: CategoryCounts): string {
  return Array.from(counts, ([category, count]) => `${quoteData(category)} ${count}`).join(", ");
}

/** The inverse of {@link formatCategoryCounts}. Text around the counts is ignored. */
export function parseCategoryCounts(text: string): Map<string, number> {
  const entries = text.matchAll(/("(?:[^"\\]|\\.)*") (\d+)/g);
  return new Map(Array.from(entries, ([, name = '""', count]) => [readId(name), Number(count)]));
}

/**
 * How far the recent interactions depart from the whole history: the total variation distance between both distributions
 * over categories.
 *
 * @returns 0 for equal distributions, 1 for no category in common.
 */
export function categoryDrift({
  recentCategories,
  allCategories,
}: {
  readonly recentCategories: CategoryCounts;
  readonly allCategories: CategoryCounts;
}): number {
  const [recent, all] = [shares(recentCategories), shares(allCategories)];
  const categories = new Set([...recentCategories.keys(), ...allCategories.keys()]);
  return [...categories].reduce(
    (sum, category) => sum + Math.abs(recent(category) - all(category)) / 2,
    0,
  );
}

function shares(counts: CategoryCounts): (category: string) => number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (category) => (counts.get(category) ?? 0) / (total || 1);
}
