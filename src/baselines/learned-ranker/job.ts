import type { WorkerModule } from "../../worker/protocol.js";
import type { CeilingProgress } from "../train-best.js";
import { type RankerModel, trainLearnedRanker, type TrainRankerOptions } from "./train.js";

/** {@link trainLearnedRanker} for a worker thread. */
const start: WorkerModule<
  undefined,
  Pick<TrainRankerOptions, "dataset" | "seed">,
  RankerModel,
  CeilingProgress
> =
  () =>
  (input, { report, signal }) =>
    trainLearnedRanker({ ...input, onProgress: report, signal });

export default start;
