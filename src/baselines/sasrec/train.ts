import type { UserSequence } from "../../data/sequences.js";
import { fitInteractions, splitTargets } from "../../data/targets.js";
import { StarError } from "../../errors.js";
import type { Weights } from "../../student/engine/parameters.js";
import { loadOrt } from "../../student/engine/runtime.js";
import type { Dataset, ItemId, RecommendationTask, Split } from "../../types.js";
import { hitRateOf } from "../hit-rate.js";
import { supplyOf } from "../supply.js";
import { type CeilingProgress, type TrainedBest, trainBest } from "../train-best.js";
import {
  type SasRecConfig,
  createSasRecLoss,
  initialWeights,
  type SasRecWeights,
} from "./network.js";
import { createSasRecRecommender, type SasRecModel } from "./recommender.js";
import { createWindowBatches, windowSpec } from "./windows.js";

/** How a SASRec model is built and trained. */
export interface SasRecSettings extends Pick<SasRecConfig, "width" | "blocks" | "length"> {
  readonly dropout: number;
  /** Users at once. */
  readonly rows: number;
  /** Times that every user is seen, at most. */
  readonly epochs: number;
  /** Times between two looks at the validation tasks. */
  readonly epochsBetweenChecks: number;
  /** Looks without a better one before training stops. */
  readonly patience: number;
  readonly learningRate: number;
}

/** Chosen on the validation tasks of MovieLens 100K. */
export const SASREC_DEFAULTS: SasRecSettings = {
  width: 64,
  blocks: 2,
  length: 50,
  dropout: 0.3,
  rows: 32,
  epochs: 100,
  epochsBetweenChecks: 5,
  patience: 3,
  learningRate: 1e-3,
};

export interface TrainSasRecOptions {
  readonly dataset: Dataset;
  /** The split of the tasks it is for: it learns from the interactions that this split may see. */
  readonly split: Split;
  /** Default 1. */
  readonly seed?: number;
  readonly settings?: Partial<SasRecSettings>;
  readonly onProgress?: (progress: CeilingProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A model, and how it was found. */
export type TrainedSasRec = SasRecModel & Pick<TrainedBest, "checks" | "steps">;

/** Items that a softmax over the whole catalogue is taken of; more take too much memory. */
const MOST_ITEMS = 12_000;

/**
 * Trains SASRec twice: on what validation tasks may see, which tells after how many updates it is best on them, then for as
 * many updates on what the given split may see. Cross-entropy over the whole catalogue takes the place of the paper's one
 * sampled negative.
 *
 * @see Kang and McAuley (2018), Self-Attentive Sequential Recommendation, arXiv 1808.09781
 * @see Klenitskiy and Vasilev (2023), arXiv 2309.07602, for the loss
 * @throws {StarError} `CATALOG_TOO_LARGE` for more than 12,000 items.
 * @throws {StarError} `INVALID_ARGUMENT` when the dataset has no validation tasks.
 */
export async function trainSasRec(options: TrainSasRecOptions): Promise<TrainedSasRec> {
  const { dataset, split, seed = 1 } = options;
  if (dataset.items.size > MOST_ITEMS) throw tooLarge(dataset.items.size);
  const protocol = splitTargets(dataset);
  const items = [...dataset.items.keys()];
  const tasks = supplyOf(dataset, { split: "validation", seed, draws: 1, protocol });
  const trainOn = (part: Split, end: End) => {
    const sequences = toIndexes(fitInteractions(dataset, part, protocol), items);
    return train(sequences, { ...options, end, stage: `on ${part}` });
  };
  const hitRate = (weights: SasRecWeights<Weights>) => hitRateOn(tasks, { items, weights });
  const best = await trainOn("validation", { hitRate });
  if (split === "validation") return { items, ...best };
  const { weights, steps } = await trainOn(split, { stopAfter: best.steps });
  return { items, weights, steps, checks: best.checks };
}

/** When training ends: when it does no better any more, or after so many updates. */
type End =
  | { readonly hitRate: (weights: SasRecWeights<Weights>) => number }
  | { readonly stopAfter: number };

type Trained = Omit<TrainedSasRec, "items">;

async function train(
  sequences: readonly (readonly number[])[],
  {
    dataset,
    seed = 1,
    settings,
    end,
    stage,
    onProgress,
    signal,
  }: TrainSasRecOptions & { readonly end: End; readonly stage: string },
): Promise<Trained> {
  const { rows, dropout, epochs, ...chosen } = { ...SASREC_DEFAULTS, ...settings };
  const longest = Math.max(...sequences.map((sequence) => sequence.length));
  const length = Math.min(chosen.length, longest + 1);
  const config = { ...chosen, length, items: dataset.items.size };
  const epoch = Math.ceil(sequences.length / rows);
  const steps = epochs * epoch;
  const total = "stopAfter" in end ? end.stopAfter : steps;
  const batches = { config, sequences, rows, dropout, seed };
  const { weights, ...rest } = await trainBest({
    initial: initialWeights(config, seed),
    loss: await createSasRecLoss({ ...config, rows }),
    batch: windowSpec(batches),
    nextBatch: createWindowBatches(await loadOrt(), batches),
    course: { steps, peak: chosen.learningRate, warmup: epoch },
    end:
      "stopAfter" in end
        ? end
        : {
            every: chosen.epochsBetweenChecks * epoch,
            patience: chosen.patience,
            hitRate: (tree) => end.hitRate(tree as SasRecWeights<Weights>),
          },
    onStep: (done) => onProgress?.({ stage, done, total }),
    signal,
  });
  return { weights: weights as SasRecWeights<Weights>, ...rest };
}

function toIndexes(sequences: readonly UserSequence[], items: readonly ItemId[]): number[][] {
  const indexOf = new Map(items.map((itemId, index) => [itemId, index]));
  return sequences
    .map(({ itemIds }) => itemIds.flatMap((itemId) => indexOf.get(itemId) ?? []))
    .filter((chosen) => chosen.length > 0);
}

function hitRateOn(tasks: readonly RecommendationTask[], model: SasRecModel): number {
  const recommender = createSasRecRecommender(model);
  const answers = tasks.map(({ history, candidates, heldOut }) => ({
    scores: recommender.score(
      history.map(({ itemId }) => itemId),
      candidates,
    ),
    heldOut: candidates.indexOf(heldOut),
  }));
  return hitRateOf(answers);
}

function tooLarge(items: number): StarError {
  return new StarError("CATALOG_TOO_LARGE", {
    message: `SASRec is trained with a softmax over the catalogue; ${items} items are more than ${MOST_ITEMS}.`,
    remedy: "Leave it out, or use a dataset with fewer items.",
  });
}
