import type { Protocol } from "../data/targets.js";
import { createTasks } from "../data/tasks.js";
import { StarError } from "../errors.js";
import type { Dataset, RecommendationTask, Split } from "../types.js";

export interface SupplyOptions {
  readonly split: Split;
  readonly protocol: Protocol;
  readonly seed: number;
  /** Sets of negatives a task. */
  readonly draws: number;
}

/**
 * All tasks of a split, to train on or to choose by.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when there is none.
 */
export function supplyOf(dataset: Dataset, options: SupplyOptions): readonly RecommendationTask[] {
  const { tasks } = createTasks(dataset, options);
  if (tasks.length > 0) return tasks;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The dataset "${dataset.name}" has no ${options.split} tasks.`,
    remedy: "Use one whose users have at least four interactions.",
  });
}
