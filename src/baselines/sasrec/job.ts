import type { WorkerModule } from "../../worker/protocol.js";
import type { CeilingProgress } from "../train-best.js";
import { trainSasRec, type TrainedSasRec, type TrainSasRecOptions } from "./train.js";

/** {@link trainSasRec} for a worker thread. */
const start: WorkerModule<
  undefined,
  Pick<TrainSasRecOptions, "dataset" | "split" | "seed">,
  TrainedSasRec,
  CeilingProgress
> =
  () =>
  (input, { report, signal }) =>
    trainSasRec({ ...input, onProgress: report, signal });

export default start;
