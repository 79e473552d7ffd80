import type { Dataset, ItemId } from "../types.js";
import { toColumns } from "./columns/column-builder.js";
import { countItems } from "./columns/count-items.js";
import type { InteractionColumns } from "./columns/interaction-columns.js";
import type { LoadedDataset } from "./dataset-builder.js";
import { splitTargets } from "./split-targets.js";
import { countScenarios, type ScenarioCounts } from "./targets.js";

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
  /** Test tasks of each scenario. */
  readonly scenarios: ScenarioCounts;
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
  const { name, synthetic, clock, items, duplicatesRemoved = 0 } = dataset;
  const columns = toColumns(dataset.interactions);
  const { length: interactions } = columns;
  const counts = countItems(columns);
  const { users, pairs, ties, lengths } = countSequences(columns);
  return {
    name,
    synthetic,
    clock,
    users,
    items: items.size,
    itemsNeverChosen: items.size - counts.size,
    interactions,
    density: share(pairs, users * items.size),
    timeRange: clock === "order" ? null : timeRange(columns),
    repeats: interactions - pairs,
    duplicatesRemoved,
    tiesShare: share(ties, interactions),
    historyLength: quantiles(lengths),
    topCategories: topCategories(items, counts),
    popularTenthShare: share(countPopularTenth([...counts.values()], items.size), interactions),
    scenarios: countScenarios(dataset, splitTargets({ name, interactions: columns })),
  };
}

function timeRange({ timestamp }: InteractionColumns): { from: number; to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const time of timestamp) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  return { from, to };
}

/** Counts of all sequences: distinct pairs of user and item, and interactions at the time of the user's previous one. */
function countSequences({ byUser, item, timestamp, itemIds }: InteractionColumns) {
  const { users, offsets, rows } = byUser;
  const lastUser = new Int32Array(itemIds.size).fill(-1); // of every item
  const lengths: number[] = [];
  let pairs = 0;
  let ties = 0;
  for (const user of users) {
    const own = rows.subarray(offsets[user], offsets[user + 1]);
    lengths.push(own.length);
    let previous: number | undefined;
    for (const row of own) {
      const code = item[row] as number;
      if (lastUser[code] !== user) pairs++;
      lastUser[code] = user;
      if (timestamp[row] === previous) ties++;
      previous = timestamp[row];
    }
  }
  return { users: users.length, pairs, ties, lengths };
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

function topCategories(
  items: Dataset["items"],
  itemCounts: ReadonlyMap<ItemId, number>,
): { name: string; interactions: number }[] {
  const counts = new Map<string, number>();
  for (const [itemId, count] of itemCounts) {
    for (const name of items.get(itemId)?.categories ?? []) {
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, interactions: count }))
    .toSorted((a, b) => b.interactions - a.interactions || (a.name < b.name ? -1 : 1))
    .slice(0, 10);
}

function countPopularTenth(itemCounts: readonly number[], catalogSize: number): number {
  const descending = itemCounts.toSorted((a, b) => b - a);
  return sum(descending.slice(0, Math.ceil(catalogSize / 10)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
