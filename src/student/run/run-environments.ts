import { fitCollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { fitInteractions, type SplitProtocol, splitTargets } from "../../data/split-targets.js";
import { createTasks } from "../../data/tasks.js";
import { createTools } from "../../tools/create-tools.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { createRolloutEnvironment, type RolloutEnvironment } from "../rollout/environment.js";

/** A dataset as training sees it: tasks of two splits, each with tools that know nothing of what it hides. Never the test split. */
export interface RunEnvironments {
  readonly training: RolloutEnvironment;
  readonly validation: RolloutEnvironment;
  readonly validationTasks: readonly RecommendationTask[];
  /** The training tasks with negatives of their own in every epoch. */
  trainingTasks(epoch: number): readonly RecommendationTask[];
}

export interface RunEnvironmentOptions {
  readonly dataset: Dataset;
  /** Most validation tasks. */
  readonly validationTasks: number;
  /** Decides the negatives of training tasks. */
  readonly seed: number;
}

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
      createTasks(dataset, { split: "train", seed: drawSeed(seed, epoch), protocol }).tasks,
  };
}

/** Far from the small seeds that tasks are made with elsewhere. */
const drawSeed = (seed: number, epoch: number) => 1_000_000 * (seed + 1) + epoch;

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
