import { stat } from "node:fs/promises";
import { assertIntegers } from "../../assert.js";
import type { Dataset } from "../../types.js";
import { readAgentSocietyTasks } from "./agent-society-tasks.js";
import {
  createPublishedTasks,
  type PublishedTaskOptions,
  type PublishedTaskSet,
} from "./create-published-tasks.js";
import { readLlmRankCandidates } from "./llmrank-candidates.js";

/** Options of {@link readPublishedTasks}. */
export interface ReadPublishedTasksOptions extends PublishedTaskOptions {
  /** A file of candidates of LLMRank, or a folder with `tasks` and `groundtruth` of AgentSociety. */
  readonly path: string;
}

/** {@link PublishedTaskSet} and where its tasks are from. */
export interface ReadPublishedTaskSet<Source extends Dataset> extends PublishedTaskSet<Source> {
  /** Base name of the file or folder. Pass it as `negatives` to `evaluate`. */
  readonly source: string;
}

/**
 * Reads tasks that others published, so that any policy can be evaluated on them. Fit indexes and models from the returned dataset.
 *
 * - A file is read as candidates of LLMRank (arXiv 2305.08845), such as `ml-1m.random`. The held-out item is the last one of a user; the
 *   candidates are the first 19 items of the line that are not it, and it, shuffled.
 * - A folder is read as tasks of AgentSociety, which AgentRecBench (arXiv 2505.19623) uses: `tasks/task_N.json` and
 *   `groundtruth/groundtruth_N.json`. Candidates keep their order. The history of a task ends before the held-out item.
 *
 * Task IDs contain `published:` and the name of the source in place of the scenario.
 *
 * Candidates that the dataset lacks are added to its catalog without a title; `addedItems` counts them.
 *
 * @throws {StarError} `DATASET_MALFORMED` with file, line and value, also for a user or more than a tenth of the candidates that the dataset lacks.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_ENCODING` if the path cannot be read.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { loadDataset } from "langgraph-star";
 * import { readPublishedTasks } from "langgraph-star/data";
 *
 * const source = await loadDataset({ name: "synthetic", sizes: { users: 20, items: 60, interactions: 300 } });
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "synthetic.random");
 * await writeFile(path, `u03\t${[...source.items.keys()].join(" ")}\n`);
 * const { dataset, tasks } = await readPublishedTasks(source, { path });
 * console.log(dataset.name, tasks[0]?.userId, tasks[0]?.candidates.length); // synthetic u03 20
 * ```
 */
export async function readPublishedTasks<Source extends Dataset>(
  dataset: Source,
  { path, ...options }: ReadPublishedTasksOptions,
): Promise<ReadPublishedTaskSet<Source>> {
  assertIntegers({ candidateCount: options.candidateCount, limit: options.limit });
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const read = isFolder ? readAgentSocietyTasks : readLlmRankCandidates;
  const published = await read(path);
  return { ...createPublishedTasks(dataset, published, options), source: published.source };
}
