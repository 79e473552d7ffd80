import type { Dataset, Interaction } from "../types.js";
import type { LoadedDataset } from "./dataset-builder.js";
import { type UserSequence, userSequences } from "./sequences.js";

/** Minimum, quartiles and maximum (nearest rank). */
export interface Quantiles {
  readonly least: number;
  readonly quarter: number;
  readonly median: number;
  readonly threeQuarters: number;
  readonly most: number;
}

/** Statistics of a dataset. Shares are fractions in [0, 1]. */
export interface DatasetDescription {
  readonly name: string;
  readonly synthetic: boolean;
  readonly clock: Dataset["clock"];
  /** Users with at least one interaction. */
  readonly users: number;
  /** Size of the catalog. */
  readonly items: number;
  /** Items of the catalog without interactions. */
  readonly itemsNeverChosen: number;
  readonly interactions: number;
  /** Distinct user-item pairs divided by all possible pairs. */
  readonly density: number;
  /** First and last timestamp in Unix seconds; null if only the order is known. */
  readonly timeRange: { readonly from: number; readonly to: number } | null;
  /** Interactions with an item that the same user interacted with before. */
  readonly repeats: number;
  /** Duplicate rows of the source; not counted in `interactions`. */
  readonly duplicatesRemoved: number;
  /** Share of interactions with the same timestamp as the user's previous one. Such ties keep the order of the source. */
  readonly tiesShare: number;
  /** Interactions per user. */
  readonly historyLength: Quantiles;
  /** The ten categories with the most interactions. An interaction counts for every category of its item. */
  readonly topCategories: readonly { readonly name: string; readonly interactions: number }[];
  /** Share of interactions with the most popular tenth of the catalog. */
  readonly popularTenthShare: number;
}

/**
 * Computes the statistics of a dataset as plain data, for a table or a report.
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { describeDataset } from "langgraph-star/data";
 *
 * const { users, items, density } = describeDataset(await loadDataset({ name: "synthetic" }));
 * console.log(users, items, density); // 1000 1500 0.04
 * ```
 */
export function describeDataset(
  dataset: Dataset & Partial<Pick<LoadedDataset, "duplicatesRemoved">>,
): DatasetDescription {
  const { name, synthetic, clock, items, interactions, duplicatesRemoved = 0 } = dataset;
  const sequences = userSequences(interactions);
  const counts = countBy(interactions, ({ itemId }) => [itemId]);
  const pairs = sum(sequences.map(({ itemIds }) => new Set(itemIds).size));
  return {
    name,
    synthetic,
    clock,
    users: sequences.length,
    items: items.size,
    itemsNeverChosen: items.size - counts.size,
    interactions: interactions.length,
    density: share(pairs, sequences.length * items.size),
    timeRange: clock === "order" ? null : timeRange(interactions),
    repeats: interactions.length - pairs,
    duplicatesRemoved,
    tiesShare: share(sum(sequences.map(countTies)), interactions.length),
    historyLength: quantiles(sequences.map(({ itemIds }) => itemIds.length)),
    topCategories: topCategories(dataset),
    popularTenthShare: share(
      countPopularTenth([...counts.values()], items.size),
      interactions.length,
    ),
  };
}

function timeRange(interactions: readonly Interaction[]): { from: number; to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const { timestamp } of interactions) {
    from = Math.min(from, timestamp);
    to = Math.max(to, timestamp);
  }
  return { from, to };
}

function countTies({ interactions }: UserSequence): number {
  return interactions.filter(
    ({ timestamp }, position) => interactions[position - 1]?.timestamp === timestamp,
  ).length;
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number) => sorted[Math.round(fraction * (sorted.length - 1))] ?? 0;
  return {
    least: at(0),
    quarter: at(0.25),
    median: at(0.5),
    threeQuarters: at(0.75),
    most: at(1),
  };
}

function topCategories({ items, interactions }: Dataset): { name: string; interactions: number }[] {
  const counts = countBy(interactions, ({ itemId }) => items.get(itemId)?.categories ?? []);
  return [...counts]
    .map(([name, count]) => ({ name, interactions: count }))
    .toSorted((a, b) => b.interactions - a.interactions || (a.name < b.name ? -1 : 1))
    .slice(0, 10);
}

function countPopularTenth(itemCounts: readonly number[], catalogSize: number): number {
  const descending = itemCounts.toSorted((a, b) => b - a);
  return sum(descending.slice(0, Math.ceil(catalogSize / 10)));
}

function countBy<Value>(
  values: Iterable<Value>,
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    for (const key of keysOf(value)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
