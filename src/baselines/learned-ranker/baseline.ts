import { packDataset, type PackedDataset, unpackDataset } from "../../data/pack-dataset.js";
import type { WorkerModule } from "../../worker/protocol.js";
import { runInWorker } from "../../worker/run-in-worker.js";
import type { Baseline } from "../baseline.js";
import type { BaselineProgress } from "../train-best.js";
import { createLearnedRanker } from "./policy.js";
import type { RankerModel, TrainRankerOptions } from "./train.js";

interface Input extends Pick<TrainRankerOptions, "seed"> {
  readonly dataset: PackedDataset;
}

/** The worker module. It imports the trainer, which must not be loaded into the calling thread. */
const start: WorkerModule<undefined, Input, RankerModel, BaselineProgress> = async () => {
  const { trainLearnedRanker } = await import("./train.js");
  return ({ dataset, ...input }, { report, signal }) =>
    trainLearnedRanker({ ...input, dataset: unpackDataset(dataset), onProgress: report, signal });
};
export default start;

/** The supervised ranker over the evidence. */
export const learnedRanker: Baseline = {
  name: "learned-ranker",
  needs: "training",
  isCeiling: true,
  ranksCatalog: false,
  note: "a ceiling, not a competitor: a network over the same evidence, trained on the held-out items of training tasks; stopped early on validation tasks",
  async fit({ dataset, index, seed, onProgress, signal }) {
    const model = await runInWorker<Input, BaselineProgress, RankerModel>({
      module: new URL("./baseline.js", import.meta.url),
      input: { dataset: packDataset(dataset), seed },
      onProgress,
      signal,
    });
    return { policy: createLearnedRanker({ model, index, dataset }), checks: model.checks };
  },
};
