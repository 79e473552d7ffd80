import { malformedRow, quoteValue, type SourceLocation } from "../../data/parse-row.js";
import type { ItemId, RecommendationTask, VisibleTask } from "../../types.js";
import type { RankColumns, RankRow } from "./rank-rows.js";

/** A task to be ranked, without its held-out item. */
export type RankedTask = VisibleTask & Pick<RecommendationTask, "candidateSampling">;

/** The list of one task, or of one user for all draws of a task. */
export interface RankList {
  /** The candidates of the tasks; undefined if they are the whole catalog, which is not kept for every list. */
  readonly candidates: ReadonlySet<ItemId> | undefined;
  /** Strengths of the candidates that the file ranks; with the whole catalog, of its items. */
  readonly strengths: Map<ItemId, number>;
  /** Whether the file has a row of this list, whatever its item. */
  isGiven: boolean;
}

/** The lists that tasks need, filled by the rows of a file. */
export interface RankLists {
  /** @throws {StarError} `DATASET_MALFORMED` for a row that repeats another, or that is about an unknown task or item. */
  add(row: RankRow, location: SourceLocation): void;
  /** The list for a task. */
  listOf(task: VisibleTask): RankList;
  /** Number of rows that are about other tasks or users. */
  readonly others: number;
}

/** Options of {@link createRankLists}. */
interface RankListOptions {
  readonly key: RankColumns["key"];
  readonly tasks: readonly RankedTask[];
  /** The catalog. Lists of users may contain any of its items. */
  readonly items: ReadonlySet<ItemId> | ReadonlyMap<ItemId, unknown>;
}

/** Creates empty lists for tasks. */
export function createRankLists({ key, tasks, items }: RankListOptions): RankLists {
  const keyOf = (task: VisibleTask) => (key === "task_id" ? task.id : task.userId);
  const lists = new Map<string, RankList>();
  for (const task of tasks) {
    const known = lists.get(keyOf(task))?.candidates ?? [];
    const isAll = task.candidateSampling === "all";
    lists.set(keyOf(task), createList(isAll ? undefined : new Set([...known, ...task.candidates])));
  }
  const protocols = new Set(tasks.map(({ id }) => protocolOfId(id)));
  let others = 0;
  return {
    add(row, location) {
      const list = lists.get(row.key);
      if (list === undefined) {
        if (key === "task_id") assertOfProtocol(row.key, protocols, location);
        others++;
        return;
      }
      list.isGiven = true;
      const { candidates = items } = list;
      const known = key === "task_id" ? candidates : items;
      if (!known.has(row.itemId)) throw unknownItem(row, key, location);
      if (!candidates.has(row.itemId)) return;
      if (list.strengths.has(row.itemId)) throw repeatedItem(row, key, location);
      list.strengths.set(row.itemId, row.strength);
    },
    listOf: (task) => lists.get(keyOf(task)) ?? createList(undefined),
    get others() {
      return others;
    },
  };
}

const createList = (candidates: RankList["candidates"]): RankList => ({
  candidates,
  strengths: new Map<ItemId, number>(),
  isGiven: false,
});

/** What tasks of one run share: the dataset, the scenario, the split and the seed of an ID. */
function protocolOfId(id: string): string {
  const parts = id.split("/");
  return [...parts.slice(0, 3), parts.at(-1)].join("/");
}

/** Other tasks of the same run are allowed: the run may be limited to some of them. */
function assertOfProtocol(
  id: string,
  protocols: ReadonlySet<string>,
  location: SourceLocation,
): void {
  if (protocols.has(protocolOfId(id))) return;
  const [protocol = ""] = protocols;
  const [dataset, scenario, split, seed] = protocol.split("/");
  throw malformedRow(location, {
    problem: `task_id is ${quoteValue(id)}, which is no task of ${dataset}, ${scenario}, split ${split}, seed ${seed}`,
    remedy: "Rank the tasks that star data tasks writes with the same flags.",
  });
}

function unknownItem({ key: id, itemId }: RankRow, key: string, location: SourceLocation) {
  const isTask = key === "task_id";
  return malformedRow(location, {
    problem: `item_id is ${quoteValue(itemId)}, which is ${isTask ? `no candidate of task ${quoteValue(id)}` : "no item of the dataset"}`,
    remedy: isTask
      ? "Rank the candidates that star data tasks writes with the same flags."
      : "Write the ids of the dataset, not those that a library numbers items with.",
  });
}

function repeatedItem({ key: id, itemId }: RankRow, key: string, location: SourceLocation) {
  return malformedRow(location, {
    problem: `item ${quoteValue(itemId)} is ranked a second time for ${key} ${quoteValue(id)}`,
    remedy: "Write one row per list and item.",
  });
}
