import { StarError } from "../errors.js";
import type { RecommendationTask } from "../types.js";
import type { Protocol } from "./report-schema.js";

export interface ProtocolOptions {
  readonly tasks: readonly RecommendationTask[];
  /** True when the dataset was generated: every table and page then says so. Default false. */
  readonly synthetic?: boolean;
  /** How the negatives were chosen. Default "uniform": over the items the user never touched. */
  readonly negatives?: string;
}

/**
 * The protocol that a list of tasks follows.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for no task, a task twice, or tasks of several datasets, scenarios, splits, seeds or
 * numbers of candidates: one mean over them would mean nothing.
 */
export function protocolOf({
  tasks,
  synthetic = false,
  negatives = "uniform",
}: ProtocolOptions): Protocol {
  assertDistinct(tasks);
  return {
    dataset: only("dataset", tasks, (task) => task.dataset),
    synthetic,
    scenario: only("scenario", tasks, (task) => task.scenario),
    split: only("split", tasks, (task) => task.split),
    candidateCount: only("number of candidates", tasks, (task) => task.candidates.length),
    negatives,
    draws: new Set(tasks.map((task) => task.draw)).size,
    seed: only("seed", tasks, (task) => task.seed),
    tasks: tasks.length,
    ties: "against",
  };
}

function only<T>(
  name: string,
  tasks: readonly RecommendationTask[],
  valueOf: (task: RecommendationTask) => T,
): T {
  const values = new Set(tasks.map(valueOf));
  const [value] = values;
  if (value !== undefined && values.size === 1) return value;
  throw new StarError("INVALID_ARGUMENT", {
    message:
      values.size === 0
        ? "There is no task to evaluate."
        : `The tasks have more than one ${name}: ${[...values].slice(0, 5).join(", ")}.`,
    remedy: `Evaluate at least one task, and one ${name} at a time.`,
  });
}

function assertDistinct(tasks: readonly RecommendationTask[]): void {
  const seen = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id))
      throw new StarError("INVALID_ARGUMENT", {
        message: `Task "${id}" is given more than once.`,
        remedy: "Pass every task once.",
      });
    seen.add(id);
  }
}
