import type { WorkerModule } from "../../worker/protocol.js";
import { runInWorker } from "../../worker/run-in-worker.js";
import type { TrainOptions } from "./options.js";
import type { TrainingRecord, TrainProgress } from "./record.js";
import { trainStudent } from "./train-student.js";

/** {@link trainStudent} for a worker thread. */
const start: WorkerModule<undefined, TrainOptions, TrainingRecord, TrainProgress> = () =>
  trainStudent;
export default start;

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
