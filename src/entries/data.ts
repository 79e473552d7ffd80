/**
 * Datasets, their splits, and the tasks made of them.
 *
 * @module langgraph-star/data
 */
export { CANDIDATE_SAMPLINGS, SCENARIOS, SPLITS } from "../types.js";
export type {
  CandidateSampling,
  Dataset,
  Interaction,
  Interactions,
  Item,
  ItemId,
  Policy,
  PolicyAnswer,
  RecommendationTask,
  Recommender,
  Scenario,
  Split,
  UserId,
  VisibleTask,
} from "../types.js";
export { DATASET_NAMES, loadDataset } from "../data/load-dataset.js";
export type { LoadOptions } from "../data/load-dataset.js";
export type { LoadedDataset } from "../data/dataset-builder.js";
export { describeDataset } from "../data/describe-dataset.js";
export type { DatasetDescription, Quantiles } from "../data/describe-dataset.js";
export { REPEATS, selectInteractions } from "../data/select-interactions.js";
export type { Selection, SelectionOptions, SelectionStep } from "../data/select-interactions.js";
export { createSyntheticDataset } from "../data/synthetic.js";
export type { SyntheticDataset, SyntheticOptions, SyntheticSizes } from "../data/synthetic.js";
export { fitInteractions, splitTargets, withoutHidden } from "../data/split-targets.js";
export type { SplitProtocol, UserTargets } from "../data/split-targets.js";
export { createTasks, visible } from "../data/tasks.js";
export type { TaskOptions, TaskSet } from "../data/tasks.js";
export { readPublishedTasks } from "../data/published/read-published-tasks.js";
export type {
  ReadPublishedTaskSet,
  ReadPublishedTasksOptions,
} from "../data/published/read-published-tasks.js";
export type {
  PublishedTaskOptions,
  PublishedTaskSet,
} from "../data/published/create-published-tasks.js";
export { userSequences } from "../data/sequences.js";
export type { UserSequence } from "../data/sequences.js";
