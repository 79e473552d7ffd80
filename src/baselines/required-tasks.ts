import type { SplitProtocol } from "../data/split-targets.js";
import { createTasks } from "../data/tasks.js";
import { StarError } from "../errors.js";
import type { Dataset, RecommendationTask, Split } from "../types.js";

/** Options of {@link createRequiredTasks}. */
export interface RequiredTaskOptions {
  readonly split: Split;
  readonly protocol: SplitProtocol;
  readonly seed: number;
  /** Negative sets per task. */
  readonly draws: number;
}

/**
 * Creates all tasks of a split.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the dataset has none.
 */
export function createRequiredTasks(
  dataset: Dataset,
  options: RequiredTaskOptions,
): readonly RecommendationTask[] {
  const { tasks } = createTasks(dataset, options);
  if (tasks.length > 0) return tasks;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The dataset "${dataset.name}" has no ${options.split} tasks.`,
    remedy: "Use a dataset whose users have at least four interactions.",
  });
}
