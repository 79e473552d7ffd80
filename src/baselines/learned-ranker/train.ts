import { fitCollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { createEvidence } from "../../collaborative/evidence/evidence.js";
import { fitInteractions, type Protocol, splitTargets } from "../../data/targets.js";
import { loadEngine } from "../../student/engine/runtime.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { supplyOf } from "../supply.js";
import type { CeilingProgress } from "../train-best.js";
import { fitScale, type Scale, standardize } from "./features.js";
import { learn, type LearnedLayers } from "./learn.js";
import { type MeasuredTasks, measureTasks } from "./measured-tasks.js";

/** What was learned: plain numbers. */
export interface RankerModel extends LearnedLayers {
  readonly scale: Scale;
}

export interface TrainRankerOptions {
  readonly dataset: Dataset;
  /** Of negatives, first weights and the order of tasks. Default 1. */
  readonly seed?: number;
  /** Sets of negatives that a training task is seen with. Default 1. */
  readonly draws?: number;
  readonly onProgress?: (progress: CeilingProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a small network on what no recommender may know: which candidate was held out, in the training tasks, given all
 * that the evidence says about each. How long is decided on the validation tasks; test tasks play no part.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the dataset has no training or no validation tasks.
 * @throws {StarError} `DEPENDENCY_MISSING` when what training needs is not installed.
 */
export async function trainLearnedRanker(options: TrainRankerOptions): Promise<RankerModel> {
  const { dataset, seed = 1, draws = 1, onProgress, signal } = options;
  const protocol = splitTargets(dataset);
  const training = supplyOf(dataset, { split: "train", seed, draws, protocol });
  const validation = supplyOf(dataset, { split: "validation", seed, draws: 1, protocol });
  await loadEngine();
  const total = training.length + validation.length;
  let done = 0;
  const onTask = () => onProgress?.({ stage: "evidence", done: ++done, total });
  const measure = (split: Split, tasks: readonly RecommendationTask[]) =>
    measureSplit(split, tasks, { dataset, protocol, onTask, signal });
  const known = await measure("train", training);
  const unknown = await measure("validation", validation);
  const scale = fitScale(known.features);
  const scaled = (tasks: MeasuredTasks) => ({
    ...tasks,
    features: standardize(tasks.features, scale),
  });
  const best = await learn(scaled(known), scaled(unknown), { seed, onProgress, signal });
  return { scale, ...best };
}

async function measureSplit(
  split: Split,
  tasks: readonly RecommendationTask[],
  {
    dataset,
    protocol,
    ...rest
  }: {
    readonly dataset: Dataset;
    readonly protocol: Protocol;
    readonly onTask: () => void;
    readonly signal: AbortSignal | undefined;
  },
): Promise<MeasuredTasks> {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  return measureTasks(tasks, {
    evidence: createEvidence({ index, items: dataset.items }),
    ...rest,
  });
}
