import type { Job } from "../../worker/run-in-worker.js";
import type { CeilingProgress } from "../train-best.js";
import { trainSasRec, type TrainedSasRec, type TrainSasRecOptions } from "./train.js";

/** {@link trainSasRec} for a thread of its own. */
const job: Job<
  Pick<TrainSasRecOptions, "dataset" | "split" | "seed">,
  CeilingProgress,
  TrainedSasRec
> = (input, { report, signal }) => trainSasRec({ ...input, onProgress: report, signal });

export default job;
