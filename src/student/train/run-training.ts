import { runInWorker } from "../engine/run-in-worker.js";
import type { TrainOptions } from "./options.js";
import type { TrainingRecord } from "./record.js";
import type { TrainProgress } from "./progress.js";

export interface RunTrainingOptions extends TrainOptions {
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Aborting it ends the stage under way; what was best so far is written. */
  readonly signal?: AbortSignal;
}

/** {@link trainStudent} in a worker thread: executing programs blocks a thread, and this one stays responsive. */
export function runTraining({
  onProgress,
  signal,
  ...input
}: RunTrainingOptions): Promise<TrainingRecord> {
  return runInWorker<TrainOptions, TrainProgress, TrainingRecord>({
    module: new URL("./train-job.js", import.meta.url),
    input,
    onProgress,
    signal,
  });
}
