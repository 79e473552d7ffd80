import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { createEvidence } from "../../collaborative/evidence/evidence.js";
import type { Dataset, Policy } from "../../types.js";
import { standardize } from "./features.js";
import { featuresOfCandidates } from "./measured-tasks.js";
import { scoreCandidates } from "./network.js";
import type { RankerModel } from "./train.js";

export interface LearnedRankerOptions {
  readonly model: RankerModel;
  /** Of the split of the tasks to rank. */
  readonly index: CollaborativeIndex;
  readonly dataset: Pick<Dataset, "items">;
}

/**
 * What a reader of the evidence could reach: ranks by a network that was trained on held-out items. Name it a ceiling wherever
 * its figures stand.
 */
export function createLearnedRanker({ model, index, dataset }: LearnedRankerOptions): Policy {
  const evidence = createEvidence({ index, items: dataset.items });
  return {
    name: "learned-ranker",
    rank: async (task) => {
      const features = featuresOfCandidates(evidence, task, task.candidates);
      return { scores: scoreCandidates(standardize(features, model.scale), model.layers) };
    },
  };
}
