import { packDataset, type PackedDataset, unpackDataset } from "../../data/pack-dataset.js";
import { recommenderPolicy } from "../../evaluation/policies.js";
import type { WorkerModule } from "../../worker/protocol.js";
import { runInWorker } from "../../worker/run-in-worker.js";
import type { Baseline } from "../baseline.js";
import type { BaselineProgress } from "../train-best.js";
import { SASREC_MAX_ITEMS } from "./max-items.js";
import { createSasRecRecommender } from "./recommender.js";
import type { TrainedSasRec, TrainSasRecOptions } from "./train.js";

interface Input extends Pick<TrainSasRecOptions, "split" | "seed"> {
  readonly dataset: PackedDataset;
}

/** The worker module. It imports the trainer, which must not be loaded into the calling thread. */
const start: WorkerModule<undefined, Input, TrainedSasRec, BaselineProgress> = async () => {
  const { trainSasRec } = await import("./train.js");
  return ({ dataset, ...input }, { report, signal }) =>
    trainSasRec({ ...input, dataset: unpackDataset(dataset), onProgress: report, signal });
};
export default start;

/** SASRec, a transformer over the history. */
export const sasRec: Baseline = {
  name: "sasrec",
  needs: "training",
  isCeiling: false,
  maxItems: SASREC_MAX_ITEMS,
  note: "trained on the interactions that the other baselines use; stopped early on validation tasks",
  async fit({ dataset, split, seed, onProgress, signal }) {
    const model = await runInWorker<Input, BaselineProgress, TrainedSasRec>({
      module: new URL("./baseline.js", import.meta.url),
      input: { dataset: packDataset(dataset), split, seed },
      onProgress,
      signal,
    });
    return { policy: recommenderPolicy(createSasRecRecommender(model)), checks: model.checks };
  },
};
