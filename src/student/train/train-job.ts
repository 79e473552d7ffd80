import type { Job } from "../engine/run-in-worker.js";
import type { TrainOptions } from "./options.js";
import type { TrainingRecord } from "./record.js";
import type { TrainProgress } from "./progress.js";
import { trainStudent } from "./train-student.js";

/** Training in a thread of its own. */
const job: Job<TrainOptions, TrainProgress, TrainingRecord> = trainStudent;
export default job;
