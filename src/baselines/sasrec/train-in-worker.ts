import { packDataset } from "../../data/pack-dataset.js";
import type { Dataset } from "../../types.js";
import { runInWorker } from "../../worker/run-in-worker.js";
import type { BaselineContext } from "../baseline.js";
import type { BaselineProgress } from "../train-best.js";
import type { SasRecSettings } from "./settings.js";
import type { TrainedSasRec } from "./train.js";
import type { TrainRequest } from "./worker.js";

/** Models by dataset, then by everything else that determines them. */
const TRAINED = new WeakMap<Dataset, Map<string, Promise<TrainedSasRec>>>();

/** Trains a model in a worker thread. Baselines with equal settings share one training run. */
export function trainInWorker(
  { dataset, split, seed, onProgress, signal }: Omit<BaselineContext, "index">,
  settings: SasRecSettings,
): Promise<TrainedSasRec> {
  const models = TRAINED.get(dataset) ?? new Map<string, Promise<TrainedSasRec>>();
  TRAINED.set(dataset, models);
  const key = JSON.stringify([split, seed, settings]);
  const known = models.get(key);
  if (known !== undefined) return known;
  const training = runInWorker<TrainRequest, BaselineProgress, TrainedSasRec>({
    module: new URL("./worker.js", import.meta.url),
    input: { dataset: packDataset(dataset), split, seed, settings },
    onProgress,
    signal,
  });
  models.set(key, training);
  // A run that failed or was aborted is not shared.
  training.catch(() => models.delete(key));
  return training;
}
