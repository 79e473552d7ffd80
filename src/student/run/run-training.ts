import { runInWorker, type Job } from "../../worker/run-in-worker.js";
import type { TrainOptions } from "./options.js";
import type { TrainingRecord, TrainProgress } from "./record.js";
import { trainStudent } from "./train-student.js";

/** Training in a thread of its own. */
const job: Job<TrainOptions, TrainProgress, TrainingRecord> = trainStudent;
export default job;

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
    module: new URL("./run-training.js", import.meta.url),
    input,
    onProgress,
    signal,
  });
}
