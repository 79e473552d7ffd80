import { randomUUID } from "node:crypto";
import { visible } from "../../data/tasks.js";
import { toGraphInput, type GraphInput } from "../../graphs/opening.js";
import { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import { toTrajectory } from "../../trajectory/recorder/to-trajectory.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ItemId, RecommendationTask, VisibleTask } from "../../types.js";
import type { TeachingDataset } from "./settings.js";

/** A compiled graph whose answer holds a `ranking`. */
export interface RecordedGraph {
  invoke(
    input: GraphInput,
    options: {
      readonly context: { readonly task: VisibleTask };
      readonly callbacks: TrajectoryRecorder[];
      readonly runId: string;
    },
  ): Promise<{ readonly ranking: readonly ItemId[] }>;
}

export interface RunTaskOptions {
  readonly graph: RecordedGraph;
  readonly dataset: TeachingDataset;
  readonly task: RecommendationTask;
  /** Which of several samples of the task, from 0. Default 0. */
  readonly sample?: number;
  /** Of the teacher. */
  readonly fingerprint: string;
  readonly temperature: number | null;
  /** Default: a recorder of its own. One recorder may serve many tasks at once. */
  readonly recorder?: TrajectoryRecorder;
}

/**
 * Runs a graph on one task and writes down what it did. A run that fails gives a trajectory with its status and error.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the run could not be recorded; whatever the graph throws when it takes neither
 * the question nor the context, so that no run begins.
 */
export async function runTask(options: RunTaskOptions): Promise<Trajectory> {
  const { graph, dataset, task, sample = 0, recorder = new TrajectoryRecorder() } = options;
  const runId = randomUUID();
  const ranking = await graph
    .invoke(toGraphInput(task, dataset), {
      context: { task: visible(task) },
      callbacks: [recorder],
      runId,
    })
    .then((answer) => answer.ranking)
    .catch((error: unknown) => {
      // What failed before a run began is the caller's mistake; else the recorder holds the error for the trajectory.
      if (!recorder.has(runId)) throw error;
      return undefined;
    });
  const recording = recorder.take(runId);
  const isWhole = recording.status === "completed" && ranking !== undefined;
  return toTrajectory(recording, {
    id: trajectoryId(task, sample),
    task: describeTask(task, dataset),
    sample,
    fingerprint: options.fingerprint,
    temperature: options.temperature,
    outcome: isWhole ? outcomeOf(task, ranking) : null,
  });
}

/** Unique: a task's id holds dataset, split, user, draw and seed. */
export function trajectoryId({ id }: Pick<RecommendationTask, "id">, sample: number): string {
  return `${id}#${sample}`;
}

function describeTask(task: RecommendationTask, dataset: TeachingDataset): Trajectory["task"] {
  const { id, dataset: name, scenario, split, draw, seed, userId, candidates } = task;
  const { synthetic } = dataset;
  return {
    id,
    dataset: name,
    synthetic,
    scenario,
    split,
    draw,
    seed,
    userId,
    candidates: [...candidates],
  };
}

function outcomeOf(
  { heldOut }: RecommendationTask,
  ranking: readonly ItemId[],
): Trajectory["outcome"] {
  const place = ranking.indexOf(heldOut);
  return { heldOut, ranking: [...ranking], rank: place === -1 ? null : place + 1, reward: null };
}
