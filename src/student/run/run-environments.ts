import { fitCollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { fitInteractions, splitTargets, type SplitProtocol } from "../../data/split-targets.js";
import { createTasks } from "../../data/tasks.js";
import { createTools } from "../../tools/create-tools.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { createRolloutEnvironment, type RolloutEnvironment } from "../rollout/environment.js";

/**
 * Tasks and environments of the training and the validation split. The tools of each use an index fitted without that split's
 * held-out interactions. The test split is not used.
 */
export interface RunEnvironments {
  readonly training: RolloutEnvironment;
  readonly validation: RolloutEnvironment;
  readonly validationTasks: readonly RecommendationTask[];
  /** The training tasks, with new negatives in every epoch. */
  trainingTasks(epoch: number): readonly RecommendationTask[];
}

/** Options of {@link createRunEnvironments}. */
export interface RunEnvironmentOptions {
  readonly dataset: Dataset;
  /** Maximum number of validation tasks. */
  readonly validationTasks: number;
  /** Seed of the negatives of training tasks. */
  readonly seed: number;
}

/** Fits the indexes and creates the environments. */
export async function createRunEnvironments({
  dataset,
  validationTasks,
  seed,
}: RunEnvironmentOptions): Promise<RunEnvironments> {
  const protocol = splitTargets(dataset);
  const { tasks } = createTasks(dataset, { split: "validation", limit: validationTasks, protocol });
  return {
    training: await environmentOf(dataset, "train", protocol),
    validation: await environmentOf(dataset, "validation", protocol),
    validationTasks: tasks,
    trainingTasks: (epoch) =>
      createTasks(dataset, { split: "train", seed: epochSeed(seed, epoch), protocol }).tasks,
  };
}

/** Far from the small seeds that are used for tasks elsewhere, so that the negatives differ from those. */
const epochSeed = (seed: number, epoch: number) => 1_000_000 * (seed + 1) + epoch;

async function environmentOf(
  dataset: Dataset,
  split: Split,
  protocol: SplitProtocol,
): Promise<RolloutEnvironment> {
  const index = await fitCollaborativeIndex({
    sequences: fitInteractions(dataset, split, protocol),
    items: dataset.items.keys(),
  });
  return createRolloutEnvironment({ tools: createTools({ index, dataset }), dataset });
}
