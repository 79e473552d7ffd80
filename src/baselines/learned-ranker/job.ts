import type { Job } from "../../worker/run-in-worker.js";
import type { CeilingProgress } from "../train-best.js";
import { type RankerModel, trainLearnedRanker, type TrainRankerOptions } from "./train.js";

/** {@link trainLearnedRanker} for a thread of its own. */
const job: Job<Pick<TrainRankerOptions, "dataset" | "seed">, CeilingProgress, RankerModel> = (
  input,
  { report, signal },
) => trainLearnedRanker({ ...input, onProgress: report, signal });

export default job;
