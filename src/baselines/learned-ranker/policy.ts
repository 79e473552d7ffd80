import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { createEvidence } from "../../collaborative/evidence/evidence.js";
import type { Dataset, Policy } from "../../types.js";
import { standardizeFeatures } from "./features.js";
import { scoreFeatures } from "./network.js";
import { candidateFeatures } from "./task-features.js";
import type { RankerModel } from "./train.js";

/** Options of {@link createLearnedRanker}. */
export interface LearnedRankerOptions {
  readonly model: RankerModel;
  /** The index of the split of the tasks to rank. */
  readonly index: CollaborativeIndex;
  readonly dataset: Pick<Dataset, "items">;
}

/**
 * Creates a policy that scores candidates with a network over the evidence, trained on held-out items of training tasks. It is an
 * upper bound for agents that read the same evidence, so mark it as a ceiling wherever its figures are reported.
 *
 * @param options - `model` is the result of `trainLearnedRanker`.
 *
 * @example
 * ```ts
 * import {
 *   createTasks,
 *   evaluate,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 * } from "langgraph-star";
 * import { createLearnedRanker, trainLearnedRanker } from "langgraph-star/evaluation";
 *
 * const sizes = { users: 30, items: 40, interactions: 400 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const model = await trainLearnedRanker({ dataset });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const policies = [createLearnedRanker({ model, index, dataset })];
 * const { tasks } = createTasks(dataset, { split: "test" });
 * const { rows } = await evaluate({ policies, tasks, synthetic: true });
 * console.log(rows[0]?.policy); // learned-ranker
 * ```
 */
export function createLearnedRanker({ model, index, dataset }: LearnedRankerOptions): Policy {
  const evidence = createEvidence({ index, items: dataset.items });
  return {
    name: "learned-ranker",
    rank: async (task) => {
      const features = candidateFeatures(evidence, task, task.candidates);
      return { scores: scoreFeatures(standardizeFeatures(features, model.scale), model.layers) };
    },
  };
}
