import { StarError } from "../errors.js";
import type { RecommendationTask } from "../types.js";
import type { EvaluationProtocol } from "./report-schema.js";

/** Tasks, and facts about how they were made. */
export interface ProtocolOptions {
  readonly tasks: readonly RecommendationTask[];
  /** True if the dataset is generated; all tables and pages then state it. Default false. */
  readonly synthetic?: boolean;
  /** Where the negatives are from, if not from `createTasks`. Default: as the tasks state, "uniform", "popularity" or "all". */
  readonly negatives?: string;
}

/**
 * Derives the protocol from a list of tasks.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if there are no tasks, if a task occurs twice, or if the tasks are of several datasets,
 * scenarios, splits, seeds, numbers of candidates or ways in which negatives were drawn, over which a mean is not meaningful.
 */
export function protocolOf({
  tasks,
  synthetic = false,
  negatives,
}: ProtocolOptions): EvaluationProtocol {
  assertDistinct(tasks);
  const sampling = sharedValue(
    "way in which negatives were drawn",
    tasks,
    ({ candidateSampling = "uniform" }) => candidateSampling,
  );
  return {
    dataset: sharedValue("dataset", tasks, (task) => task.dataset),
    synthetic,
    scenario: sharedValue("scenario", tasks, (task) => task.scenario),
    split: sharedValue("split", tasks, (task) => task.split),
    candidateCount: sampling === "all" ? mostCandidates(tasks) : sharedCount(tasks),
    negatives: negatives ?? sampling,
    draws: new Set(tasks.map((task) => task.draw)).size,
    seed: sharedValue("seed", tasks, (task) => task.seed),
    tasks: tasks.length,
    ties: "against",
  };
}

/** Of tasks with all items as candidates, whose number depends on the history. */
function mostCandidates(tasks: readonly RecommendationTask[]): number {
  return tasks.reduce(
    (most, task) => Math.max(most, task.candidateCount ?? task.candidates.length),
    0,
  );
}

function sharedCount(tasks: readonly RecommendationTask[]): number {
  return sharedValue("number of candidates", tasks, (task) => task.candidates.length);
}

/** The value that all tasks share. */
function sharedValue<T>(
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
        ? "tasks is empty."
        : `The tasks have more than one ${name}: ${[...values].slice(0, 5).join(", ")}.`,
    remedy: `Pass at least one task, and tasks of one ${name} per call.`,
  });
}

function assertDistinct(tasks: readonly RecommendationTask[]): void {
  const seen = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id))
      throw new StarError("INVALID_ARGUMENT", {
        message: `Duplicate task "${id}".`,
        remedy: "Pass every task once.",
      });
    seen.add(id);
  }
}
