import { StarError } from "../../errors.js";
import type { ItemId, Policy, PolicyAnswer } from "../../types.js";
import { createRankLists, type RankedTask, type RankList, type RankLists } from "./rank-lists.js";
import { readRankRows, type RankColumns } from "./rank-rows.js";

/** Options of {@link readRankingPolicy}. */
export interface RankingPolicyOptions {
  /** A `.csv`, `.tsv`, `.jsonl` or `.parquet` file; text also compressed with gzip or zstd. */
  readonly file: string;
  /** Name of the policy in reports. Default: `file:` and the path. */
  readonly name?: string;
  /** The tasks to be ranked. */
  readonly tasks: readonly RankedTask[];
  /** The catalog of the dataset. */
  readonly items: ReadonlySet<ItemId> | ReadonlyMap<ItemId, unknown>;
}

/** A policy whose rankings were read from a file. */
export interface RankingPolicy extends Policy {
  readonly file: string;
  /** What the file has, for reports: its columns, and the tasks without a row. */
  readonly note: string;
}

/**
 * Reads rankings of any program as a policy: rows with `task_id` or `user_id`, `item_id`, and `rank` (lower is better) or `score` (higher is
 * better). A list of a user is used for all draws of the user's task, and may contain items that are no candidates.
 *
 * Equal ranks or scores count against the policy. Candidates that a list leaves out follow in the order of the task, which is random, and
 * are counted in the report. With the whole catalog as candidates they follow as ties: a held-out item that is not in the list has the
 * last rank. A task without any row fails and counts as a miss, as for a policy that gives no answer: appended candidates would win hits by
 * chance.
 *
 * @throws {StarError} `DATASET_MALFORMED` with file, line and value: for a column that is missing, a rank that is not a number, an item that is
 * ranked twice, an unknown task, an item that is not a candidate of its task or, in a list of a user, not in the catalog.
 * @throws {StarError} `INVALID_ARGUMENT` if no row is about one of the tasks, or a user with a list has several tasks beside draws.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` if the file cannot be read.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createTasks, evaluate, loadDataset } from "langgraph-star";
 * import { readRankingPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const rows = tasks.flatMap(({ id, candidates }) => candidates.map((item, at) => `${id},${item},${at + 1}`));
 * const file = join(await mkdtemp(join(tmpdir(), "star-")), "ranks.csv");
 * await writeFile(file, ["task_id,item_id,rank", ...rows].join("\n"));
 * const policy = await readRankingPolicy({ file, name: "mine", tasks, items: dataset.items });
 * const { rows: [row] } = await evaluate({ policies: [policy], tasks, synthetic: true });
 * console.log(row?.policy, row?.appended); // mine 0
 * ```
 */
export async function readRankingPolicy(options: RankingPolicyOptions): Promise<RankingPolicy> {
  const { file, name = `file:${file}`, tasks } = options;
  let lists: RankLists | undefined;
  const columns = await readRankRows(file, (row, { key }, location) => {
    lists ??= createRankLists({ ...options, key });
    lists.add(row, location);
  });
  if (columns === undefined || lists === undefined) throw unusable(file, "has no rows.");
  const { listOf, others } = lists;
  const missing = tasks.filter((task) => !listOf(task).isGiven).length;
  if (missing === tasks.length) throw unrelated(file, columns, tasks);
  if (columns.key === "user_id") assertOneTaskPerUser(file, tasks);
  const areTies = tasks[0]?.candidateSampling === "all";
  return {
    name,
    file,
    note: describeFile(columns, { missing, others, tasks: tasks.length }),
    async rank(task) {
      const list = listOf(task);
      if (list.isGiven) return { ...toAnswer(list, task.candidates, areTies), latencyMs: null };
      throw new StarError("RANKING_INVALID", {
        message: `${file} has no row for the task.`,
        remedy: "Write a ranking for every task, or count these tasks as misses.",
      });
    },
  };
}

/** Scores that keep the order and the ties of a list, with the other candidates behind it: as ties, or in the order of the task. */
function toAnswer(
  { strengths }: RankList,
  candidates: readonly ItemId[],
  areTies: boolean,
): PolicyAnswer {
  const given = candidates.flatMap((item) => strengths.get(item) ?? []);
  if (given.length === 0) return { ranking: [] };
  const levels = [...new Set(given)].toSorted((one, other) => other - one);
  const levelOf = new Map(levels.map((strength, level) => [strength, level]));
  const scores = candidates.map((item, position) => {
    const strength = strengths.get(item);
    const level = strength === undefined ? undefined : levelOf.get(strength);
    return -(level ?? levels.length + (areTies ? 0 : position));
  });
  return { scores, omitted: candidates.length - given.length };
}

function describeFile(
  { key, order }: RankColumns,
  { missing, others, tasks }: Readonly<Record<"missing" | "others" | "tasks", number>>,
): string {
  const one = key === "task_id" ? "task" : "user";
  return [
    `rankings of a file: a list per ${one}, by ${order}`,
    ...(missing === 0 ? [] : [`${missing} of ${tasks} tasks without a row`]),
    ...(others === 0 ? [] : [`rows of other ${one}s, not used: ${others}`]),
  ].join("; ");
}

/** A list of a user cannot be of several points in time. */
function assertOneTaskPerUser(file: string, tasks: readonly RankedTask[]): void {
  const seen = new Set<string>();
  for (const { userId, draw } of tasks) {
    const key = `${draw} ${userId}`;
    if (seen.has(key)) {
      throw new StarError("INVALID_ARGUMENT", {
        message: `${file} has one list per user, but user "${userId}" has several tasks.`,
        remedy: "Write a list per task, with the column task_id in place of user_id.",
      });
    }
    seen.add(key);
  }
}

function unrelated(file: string, { key }: RankColumns, tasks: readonly RankedTask[]): StarError {
  const [task] = tasks;
  const example =
    task === undefined ? "" : ` They are like "${key === "task_id" ? task.id : task.userId}".`;
  return unusable(file, `has no row with a ${key} of the ${tasks.length} tasks.${example}`);
}

function unusable(file: string, problem: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `${file} ${problem}`,
    remedy: "Rank the tasks that star data tasks writes with the same flags.",
  });
}
