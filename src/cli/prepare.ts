import {
  type CollaborativeIndex,
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "../collaborative/collaborative-index.js";
import { loadCollaborativeIndex } from "../collaborative/index-files.js";
import { userSequences } from "../data/sequences.js";
import {
  fitInteractions,
  type SplitProtocol,
  splitTargets,
  withoutHidden,
} from "../data/split-targets.js";
import { createTasks } from "../data/tasks.js";
import type { Dataset, RecommendationTask, Split } from "../types.js";
import { type CandidateFlags, loadNamedDataset, type TaskFlags } from "./data-flags.js";
import type { Io } from "./io.js";
import { assertModel, type ModelFlags } from "./model-flags.js";

/** Data of a command that runs policies on tasks. */
export interface PreparedData {
  readonly dataset: Dataset;
  readonly tasks: readonly RecommendationTask[];
  /** Split of the tasks. */
  readonly split: Split;
  /** Index fitted for this split. */
  readonly index: CollaborativeIndex;
  /** Where the negatives of published tasks are from. Default: as the tasks state. */
  readonly negatives?: string;
}

/** Checks the model, loads the dataset, creates the tasks and loads or fits the index. */
export async function prepareData(flags: TaskFlags & ModelFlags, io: Io): Promise<PreparedData> {
  await assertModel(flags, io);
  return prepareTasks(await loadNamedDataset(flags, io), flags, io);
}

type PreparedFlags = Pick<TaskFlags, "split" | "scenario" | "seed" | "draws" | "tasks" | "index"> &
  Partial<CandidateFlags>;

/**
 * Creates the tasks of a loaded dataset and loads or fits the index of their split.
 *
 * @param onTasks - Called between the two, for what must be checked before the work of a fit.
 */
export async function prepareTasks(
  dataset: Dataset,
  flags: PreparedFlags,
  io: Io,
  onTasks?: (tasks: readonly RecommendationTask[]) => Promise<void>,
): Promise<PreparedData> {
  const { split, tasks: limit, index: directory, ...options } = flags;
  const protocol = splitTargets(dataset);
  const { tasks, supply } = createTasks(dataset, {
    split,
    scenario: options.scenario,
    seed: options.seed,
    draws: options.draws,
    candidates: options.candidates ?? "uniform",
    protocol,
    ...(limit !== undefined && { limit }),
  });
  if (limit !== undefined && limit > supply) {
    io.note(`There are ${supply} ${split} tasks, fewer than ${limit}: all of them are used.`);
  }
  await onTasks?.(tasks);
  const index = await loadOrFitIndex({ dataset, split, protocol, directory }, io);
  return { dataset, tasks, split, index };
}

/** A dataset and the index fitted from its interactions. */
interface VisibleData {
  readonly dataset: Dataset;
  readonly index: CollaborativeIndex;
}

/** Restricts a dataset to the interactions that tasks of `split` may see; without a split, it keeps all. Fits the index. */
export async function prepareVisibleData(
  dataset: Dataset,
  split: Split | undefined,
  io: Io,
): Promise<VisibleData> {
  const index = await loadOrFitIndex({ dataset, split }, io);
  if (split === undefined) return { dataset, index };
  const protocol = splitTargets(dataset);
  return { dataset: withoutHidden(dataset, { split, protocol }), index };
}

interface IndexSource {
  readonly dataset: Dataset;
  /** Default: fit all interactions. */
  readonly split?: Split | undefined;
  readonly protocol?: SplitProtocol;
  /** Directory of a saved index. Default: fit one. */
  readonly directory?: string | undefined;
}

/**
 * Loads the index of a split from a directory, or fits it.
 *
 * @throws {StarError} `INDEX_MISMATCH` if the saved index was fitted from other data.
 */
export async function loadOrFitIndex(source: IndexSource, io: Io): Promise<CollaborativeIndex> {
  const { dataset, split, protocol, directory } = source;
  const sequences =
    split === undefined
      ? userSequences(dataset.interactions)
      : fitInteractions(dataset, split, protocol);
  const input = { sequences, items: [...dataset.items.keys()], onNotice: io.note };
  if (directory === undefined) return fitCollaborativeIndex(input);
  const expectedFingerprint = await fingerprintCollaborativeIndex(input);
  return loadCollaborativeIndex(directory, { expectedFingerprint });
}
