import type { ItemId, RecommendationTask } from "../../types.js";
import { averageByUser, mean } from "../bootstrap.js";
import type { CatalogReport } from "../report-schema.js";
import type { TaskRecord } from "../task-record.js";
import { popularityPercentiles } from "./popularity-percentiles.js";

/** What a report needs for coverage, popularity, and groups and lists of tasks. */
export interface CatalogOptions {
  /** The evaluated tasks. */
  readonly tasks: readonly RecommendationTask[];
  /** Number of interactions of every item of the catalog that policies may be fitted on. */
  readonly interactions: ReadonlyMap<ItemId, number>;
  /** Titles of items, such as `dataset.items`, for lists of tasks. Default: their IDs. */
  readonly titles?: ReadonlyMap<ItemId, { readonly title: string }> | undefined;
}

/** Records of one policy, or of several that differ only in their seed. */
interface CatalogEntry {
  readonly name: string;
  readonly members: readonly (readonly TaskRecord[])[];
}

/**
 * Measures the coverage of each policy and its preference for popular items.
 *
 * Coverage is the share of the items which are a candidate of any task that a policy ranks among the first 1, 3 or 5 of any task.
 * Popularity is the mean popularity percentile of the first 1, 3 or 5 items of a task, averaged per user and then over users.
 */
export function measureCatalog(
  entries: readonly CatalogEntry[],
  { tasks, interactions }: CatalogOptions,
): CatalogReport {
  const percentileOf = popularityPercentiles(interactions);
  const meanOf = (items: readonly ItemId[]) => mean(items.map(percentileOf));
  const items = countCandidates(tasks);
  return {
    items,
    candidates: mean(averageByUser(tasks, ({ candidates }) => meanOf(candidates))),
    heldOut: mean(averageByUser(tasks, ({ heldOut }) => percentileOf(heldOut))),
    rows: entries.map(({ name, members }) => {
      const answered = members.flat().filter(({ error }) => error === null);
      const isKnown = answered.every(({ top }) => top !== undefined);
      return {
        policy: name,
        coverage: forEachCut((k) =>
          isKnown ? mean(members.map((records) => countCovered(records, k) / items)) : null,
        ),
        popularity: forEachCut((k) =>
          isKnown && answered.length > 0
            ? mean(averageByUser(answered, ({ top = [] }) => meanOf(top.slice(0, k))))
            : null,
        ),
      };
    }),
  };
}

/** Number of distinct candidates. Lists of all items are read one after the other, as they do not fit into memory together. */
function countCandidates(tasks: readonly RecommendationTask[]): number {
  const items = new Set<ItemId>();
  for (const { candidates } of tasks) for (const item of candidates) items.add(item);
  return items.size;
}

/** Number of distinct items among the first `k` of any task. */
function countCovered(records: readonly TaskRecord[], k: number): number {
  return new Set(records.flatMap(({ top = [] }) => top.slice(0, k))).size;
}

function forEachCut<Value>(valueOf: (k: number) => Value): Record<"@1" | "@3" | "@5", Value> {
  return { "@1": valueOf(1), "@3": valueOf(3), "@5": valueOf(5) };
}
