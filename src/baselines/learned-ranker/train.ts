import { fitCollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { createEvidence } from "../../collaborative/evidence/evidence.js";
import { fitInteractions, splitTargets, type SplitProtocol } from "../../data/split-targets.js";
import { loadEngine } from "../../student/engine/runtime.js";
import type { Dataset, RecommendationTask, Split } from "../../types.js";
import { createRequiredTasks } from "../required-tasks.js";
import type { BaselineProgress } from "../train-best.js";
import { fitFeatureScale, type FeatureScale, standardizeFeatures } from "./features.js";
import {
  computeTaskFeatures,
  type TaskFeatureOptions,
  type TaskFeatures,
} from "./task-features.js";
import { trainRankerLayers, type TrainedRankerLayers } from "./train-layers.js";

/** A trained ranker: plain data that can be cloned between threads. */
export interface RankerModel extends TrainedRankerLayers {
  readonly scale: FeatureScale;
}

/** Options of {@link trainLearnedRanker}. */
export interface TrainRankerOptions {
  readonly dataset: Dataset;
  /** Seed of negatives, initial weights and the order of tasks. Default 1. */
  readonly seed?: number;
  /** Negative sets per training task. Default 1. */
  readonly draws?: number;
  readonly onProgress?: (progress: BaselineProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a small network to find the held-out item of training tasks from the evidence about each candidate. A recommender must not
 * know held-out items, so the result is a ceiling: an estimate of the best ranking that the evidence allows. Training stops early on
 * the validation tasks; test tasks are not used.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the dataset has no training or no validation tasks.
 * @throws {StarError} `DEPENDENCY_MISSING` when the packages for training are not installed.
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { trainLearnedRanker } from "langgraph-star/evaluation";
 *
 * const sizes = { users: 30, items: 40, interactions: 400 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const model = await trainLearnedRanker({ dataset });
 * console.log(model.layers.length, model.steps > 0); // 3 true
 * ```
 */
export async function trainLearnedRanker(options: TrainRankerOptions): Promise<RankerModel> {
  const { dataset, seed = 1, draws = 1, onProgress, signal } = options;
  const protocol = splitTargets(dataset);
  const tasksOf = (split: Split, count: number) =>
    createRequiredTasks(dataset, { split, seed, draws: count, protocol });
  const trainingTasks = tasksOf("train", draws);
  const validationTasks = tasksOf("validation", 1);
  await loadEngine();
  const total = trainingTasks.length + validationTasks.length;
  let done = 0;
  const onTask = () => onProgress?.({ stage: "evidence", done: ++done, total });
  const featuresOf = (split: Split, tasks: readonly RecommendationTask[]) =>
    splitFeatures(split, tasks, { dataset, protocol, onTask, signal });
  const training = await featuresOf("train", trainingTasks);
  const validation = await featuresOf("validation", validationTasks);
  const scale = fitFeatureScale(training.features);
  const standardize = (tasks: TaskFeatures) => ({
    ...tasks,
    features: standardizeFeatures(tasks.features, scale),
  });
  const trained = await trainRankerLayers(standardize(training), standardize(validation), {
    seed,
    onProgress,
    signal,
  });
  return { scale, ...trained };
}

interface SplitFeatureOptions extends Omit<TaskFeatureOptions, "evidence"> {
  readonly dataset: Dataset;
  readonly protocol: SplitProtocol;
}

/** Features of the tasks of a split, with evidence of the split's index. */
async function splitFeatures(
  split: Split,
  tasks: readonly RecommendationTask[],
  { dataset, protocol, ...rest }: SplitFeatureOptions,
): Promise<TaskFeatures> {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  const evidence = createEvidence({ index, items: dataset.items });
  return computeTaskFeatures(tasks, { evidence, ...rest });
}
