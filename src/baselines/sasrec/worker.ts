import { type PackedDataset, unpackDataset } from "../../data/pack-dataset.js";
import type { WorkerModule } from "../../worker/protocol.js";
import type { BaselineProgress } from "../train-best.js";
import type { TrainedSasRec, TrainSasRecOptions } from "./train.js";

/** A request to train a model. */
export interface TrainRequest extends Pick<TrainSasRecOptions, "split" | "seed" | "settings"> {
  readonly dataset: PackedDataset;
}

/** The worker module. It imports the trainer, which must not be loaded into the calling thread. */
const start: WorkerModule<undefined, TrainRequest, TrainedSasRec, BaselineProgress> = async () => {
  const { trainSasRec } = await import("./train.js");
  return ({ dataset, ...input }, { report, signal }) =>
    trainSasRec({ ...input, dataset: unpackDataset(dataset), onProgress: report, signal });
};
export default start;
