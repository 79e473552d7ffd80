import type { PackedDataset } from "../../data/pack-dataset.js";
import type { WorkerModule } from "../../worker/protocol.js";
import type { TrainOptions } from "./options.js";
import type { TrainingRecord, TrainProgress } from "./record.js";

interface Input extends Omit<TrainOptions, "dataset"> {
  readonly dataset: PackedDataset;
}

/** The worker module. It imports the trainer, which must not be loaded into the calling thread. */
const start: WorkerModule<undefined, Input, TrainingRecord, TrainProgress> = async () => {
  const { trainStudent } = await import("./train-student.js");
  const { unpackDataset } = await import("../../data/pack-dataset.js");
  return ({ dataset, ...input }, context) =>
    trainStudent({ ...input, dataset: unpackDataset(dataset) }, context);
};
export default start;

/** Options of {@link runTraining}. */
export interface RunTrainingOptions extends TrainOptions {
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Aborts training. The best student so far is written, and the same call resumes from the checkpoint. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a student on teacher trajectories in a worker thread and writes its folder: the weights with the best validation,
 * `training.json`, the curves and a model card. An interrupted run resumes from its checkpoint when the call is repeated, and ends
 * with the weights of an uninterrupted run. The same options and files give the same bytes.
 *
 * @returns The record in `training.json`.
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown stage or method of reinforcement learning, or when the initial student has
 * another vocabulary than the trajectories.
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory ranks the held-out item among the first five.
 * @throws {StarError} `FILE_EXISTS` when the folder contains the checkpoint of a run with other options or files.
 * @throws {StarError} `CHECKPOINT_INVALID` when the checkpoint is truncated or altered.
 * @throws {StarError} `FILE_INACCESSIBLE` before any work, when the folder cannot be written.
 * @throws {StarError} `DEPENDENCY_MISSING` when the packages for training are not installed.
 * @see docs/student.md
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   runTraining,
 *   teach,
 * } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 *
 * const dataset = await loadDataset({
 *   name: "synthetic",
 *   sizes: { users: 30, items: 40, interactions: 400 },
 * });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const out = await mkdtemp(join(tmpdir(), "star-"));
 * const trajectories = join(out, "teacher.jsonl");
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const teacher = createTeacherHost({ index, dataset, model });
 * await teach({ teacher, tasks, settings, fingerprint: "", path: trajectories });
 *
 * // One update keeps the example short; a useful student takes about ten minutes.
 * const sizes = { steps: 1, validationTasks: 1, prompts: 1, groupSize: 1 };
 * const record = await runTraining({ trajectories, dataset, out, stages: ["sft"], ...sizes });
 * console.log(record.stages, record.steps); // [ 'sft' ] 1
 * ```
 */
export async function runTraining({
  onProgress,
  signal,
  dataset,
  ...input
}: RunTrainingOptions): Promise<TrainingRecord> {
  // Imported when used: most programs do not train.
  const { packDataset } = await import("../../data/pack-dataset.js");
  const { runInWorker } = await import("../../worker/run-in-worker.js");
  return runInWorker<Input, TrainProgress, TrainingRecord>({
    module: new URL("./run-training.js", import.meta.url),
    input: { ...input, dataset: packDataset(dataset) },
    onProgress,
    signal,
  });
}
