import { randomUUID } from "node:crypto";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { visible } from "../../data/tasks.js";
import { toGraphInput, type GraphInput } from "../../graphs/graph-input.js";
import { toToolDefinition } from "../../graphs/tool-definition.js";
import { withOwnSignal } from "../../own-signal.js";
import { rankIn } from "../../trajectory/rank-in.js";
import { TrajectoryRecorder } from "../../trajectory/recorder/recorder.js";
import { toTrajectory } from "../../trajectory/recorder/to-trajectory.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import type { ItemId, RecommendationTask, VisibleTask } from "../../types.js";
import type { TeachingDataset } from "./settings.js";

/** A compiled graph whose final state has a `ranking`. */
export interface RecordedGraph {
  invoke(
    input: GraphInput,
    options: {
      readonly context: { readonly task: VisibleTask };
      readonly callbacks: TrajectoryRecorder[];
      readonly runId: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<{ readonly ranking: readonly ItemId[] }>;
}

/** Options of {@link runTask}. */
export interface RunTaskOptions {
  readonly graph: RecordedGraph;
  readonly dataset: TeachingDataset;
  readonly task: RecommendationTask;
  /** Number of the sample of this task, from 0. Default 0. */
  readonly sample?: number;
  /** Fingerprint of the teacher, for `source.fingerprint` of the trajectory. */
  readonly fingerprint: string;
  /** Temperature of the model, for `source.temperature`; null if unknown. */
  readonly temperature: number | null;
  /**
   * All tools of the graph, also those that no agent was offered in this run. Training text offers them to the student. Default: those
   * that were offered.
   */
  readonly tools?: readonly StructuredToolInterface[];
  /** Default: a new recorder. One recorder can be shared by concurrent runs. */
  readonly recorder?: TrajectoryRecorder;
  /** The `runId` of the call. Default: a random one. */
  readonly runId?: string;
  /** Aborts the run, which then fails. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the error of a failed run. What it throws is thrown instead of recording the run. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Runs a graph on one task and records the run as a trajectory. A failed run gives a trajectory with its status and error.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the run could not be recorded. Errors that the graph throws before a run starts,
 * such as for an invalid input or context, are rethrown.
 *
 * @example
 * ```ts
 * import {
 *   createTasks,
 *   createTeacher,
 *   createTools,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   OfflineModel,
 * } from "langgraph-star";
 * import { runTask } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = createTools({ index, dataset });
 * const graph = createTeacher({ llm: new OfflineModel(), tools }).compile();
 * for (const task of createTasks(dataset, { split: "test", limit: 1 }).tasks) {
 *   const trajectory = await runTask({ graph, tools, dataset, task, fingerprint: "v1", temperature: 0 });
 *   console.log(trajectory.status, trajectory.outcome?.rank); // "completed" 1
 * }
 * ```
 */
export async function runTask(options: RunTaskOptions): Promise<Trajectory> {
  const { graph, dataset, task, sample = 0, recorder = new TrajectoryRecorder(), signal } = options;
  const { runId = randomUUID() } = options;
  const failed: { readonly error: unknown }[] = [];
  const run = (own: AbortSignal | undefined) =>
    graph.invoke(toGraphInput(task, dataset), {
      context: { task: visible(task) },
      callbacks: [recorder],
      runId,
      ...(own !== undefined && { signal: own }),
    });
  const ranking = await withOwnSignal(signal, run)
    .then((answer) => answer.ranking)
    .catch((error: unknown) => {
      // An error before the run starts is a mistake of the caller. Later errors are in the recording.
      if (!recorder.has(runId)) throw error;
      failed.push({ error });
      return undefined;
    });
  const recording = recorder.take(runId);
  for (const { error } of failed) options.onError?.(error);
  const isComplete = recording.status === "completed" && ranking !== undefined;
  return toTrajectory(recording, {
    id: trajectoryId(task, sample),
    task: describeTask(task, dataset),
    sample,
    fingerprint: options.fingerprint,
    temperature: options.temperature,
    outcome: isComplete ? outcomeOf(task, ranking) : null,
    ...(options.tools !== undefined && { tools: options.tools.map(toToolDefinition) }),
  });
}

/**
 * Id of a trajectory: the task's id, which includes dataset, split, user, draw and seed, and the number of the sample.
 *
 * @example
 * ```ts
 * import { trajectoryId } from "langgraph-star/export";
 *
 * console.log(trajectoryId({ id: "synthetic/classic/test/ann/8/0/1" }, 2)); // synthetic/classic/test/ann/8/0/1#2
 * ```
 */
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
  return { heldOut, ranking: [...ranking], rank: rankIn(ranking, heldOut), reward: null };
}
