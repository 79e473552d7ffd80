import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { splitTargets } from "../data/targets.js";
import { createTasks } from "../data/tasks.js";
import type { Dataset, RecommendationTask, Split } from "../types.js";
import { loadNamedDataset } from "./data-options.js";
import { obtainIndex } from "./index-source.js";
import type { Io } from "./io.js";
import type { TaskOptions } from "./task-options.js";

/** Everything that policies and teachers need to work. */
export interface Prepared {
  readonly dataset: Dataset;
  readonly tasks: readonly RecommendationTask[];
  /** Of the tasks. */
  readonly split: Split;
  /** Of the tasks' split. */
  readonly index: CollaborativeIndex;
}

/** Loads the data that the options name, makes the tasks and obtains the index. */
export async function prepare(options: TaskOptions, io: Io): Promise<Prepared> {
  return prepareTasks(await loadNamedDataset(options, io), options, io);
}

/** {@link prepare} for a dataset that is loaded already. Says so when there are fewer tasks than asked for. */
export async function prepareTasks(
  dataset: Dataset,
  options: Pick<TaskOptions, "split" | "scenario" | "seed" | "draws" | "tasks" | "index">,
  io: Io,
): Promise<Prepared> {
  const { split, scenario, seed, draws, tasks: limit, index: directory } = options;
  const protocol = splitTargets(dataset);
  const count = limit === undefined ? {} : { limit };
  const { tasks, supply } = createTasks(dataset, {
    split,
    scenario,
    seed,
    draws,
    protocol,
    ...count,
  });
  if (limit !== undefined && limit > supply) {
    io.note(`There are ${supply} ${split} tasks, fewer than ${limit}: all of them are used.`);
  }
  const index = await obtainIndex({ dataset, split, protocol, directory }, io);
  return { dataset, tasks, split, index };
}
