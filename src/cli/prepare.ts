import {
  type CollaborativeIndex,
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "../collaborative/collaborative-index.js";
import { loadCollaborativeIndex } from "../collaborative/index-files.js";
import { fitInteractions, type Protocol, splitTargets } from "../data/targets.js";
import { createTasks } from "../data/tasks.js";
import type { Dataset, Split, RecommendationTask } from "../types.js";
import { loadNamedDataset, type TaskOptions } from "./data-options.js";
import type { Io } from "./io.js";

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

export interface IndexSource {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly protocol: Protocol;
  /** Directory of a saved index; undefined fits one. */
  readonly directory?: string | undefined;
}

/** The index for a split: read from a directory, when it was fitted from the same data, or fitted now. */
export async function obtainIndex(source: IndexSource, io: Io): Promise<CollaborativeIndex> {
  const { dataset, split, protocol, directory } = source;
  const input = {
    sequences: fitInteractions(dataset, split, protocol),
    items: [...dataset.items.keys()],
    onNotice: io.note,
  };
  if (directory === undefined) return fitCollaborativeIndex(input);
  const expectedFingerprint = await fingerprintCollaborativeIndex(input);
  return loadCollaborativeIndex(directory, { expectedFingerprint });
}
