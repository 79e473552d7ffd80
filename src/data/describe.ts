import type { Dataset, Interaction } from "../types.js";
import type { LoadedDataset } from "./collect-dataset.js";
import { type UserSequence, userSequences } from "./sequences.js";

/** Nearest-rank quantiles. */
export interface Quantiles {
  readonly least: number;
  readonly quarter: number;
  readonly median: number;
  readonly threeQuarters: number;
  readonly most: number;
}

/** What a dataset holds. Shares are fractions from 0 to 1. */
export interface DatasetDescription {
  readonly name: string;
  readonly synthetic: boolean;
  readonly clock: Dataset["clock"];
  /** Users with at least one interaction. */
  readonly users: number;
  /** Size of the catalogue. */
  readonly items: number;
  /** Items of the catalogue that nobody chose. */
  readonly itemsNeverChosen: number;
  readonly interactions: number;
  /** Distinct pairs of user and item, as a share of all possible ones. */
  readonly density: number;
  /** First and last Unix second; null when only the order is known. */
  readonly timeRange: { readonly from: number; readonly to: number } | null;
  /** Interactions with an item that the same user had chosen before. */
  readonly repeats: number;
  /** Rows of the source that listed an interaction once more; they are not among `interactions`. */
  readonly duplicatesRemoved: number;
  /** Share of interactions that have the timestamp of the same user's interaction before: the source's order decides there. */
  readonly tiesShare: number;
  /** Interactions a user. */
  readonly historyLength: Quantiles;
  /** The ten categories with the most interactions. An interaction counts for each category of its item. */
  readonly topCategories: readonly { readonly name: string; readonly interactions: number }[];
  /** Share of interactions that fall on the tenth of the catalogue that is chosen most. */
  readonly popularTenthShare: number;
}

/** Counts what a dataset holds: plain data, for a table or a report. */
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
    popularTenthShare: share(headCount([...counts.values()], items.size), interactions.length),
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

function headCount(counts: readonly number[], catalogueSize: number): number {
  const falling = counts.toSorted((a, b) => b - a);
  return sum(falling.slice(0, Math.ceil(catalogueSize / 10)));
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
