import { assertIntegers } from "../../assert.js";
import type { UserSequence } from "../../data/sequences.js";
import { fitInteractions, splitTargets } from "../../data/split-targets.js";
import { StarError } from "../../errors.js";
import type { Weights } from "../../student/engine/parameters.js";
import { loadOrt } from "../../student/engine/runtime.js";
import type { Dataset, ItemId, RecommendationTask, Split } from "../../types.js";
import { createRequiredTasks } from "../required-tasks.js";
import {
  type BaselineProgress,
  meanHitRate,
  type StopRule,
  trainBest,
  type TrainedWeights,
} from "../train-best.js";
import { SASREC_MAX_ITEMS } from "./max-items.js";
import { createSasRecLoss } from "./network.js";
import { createSasRecRecommender, type SasRecModel } from "./recommender.js";
import { SASREC_DEFAULTS, type SasRecSettings } from "./settings.js";
import { initialSasRecWeights, type SasRecWeights } from "./weights.js";
import { createWindowBatches, windowSpec } from "./windows.js";

/** Options of {@link trainSasRec}. */
export interface TrainSasRecOptions {
  readonly dataset: Dataset;
  /** Split of the tasks to rank. The model is trained on the interactions that are visible in this split. */
  readonly split: Split;
  /** Default 1. */
  readonly seed?: number;
  /** Default {@link SASREC_DEFAULTS}; pass `ESASREC_DEFAULTS` for eSASRec. */
  readonly settings?: Partial<SasRecSettings> | undefined;
  readonly onProgress?: (progress: BaselineProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A trained model with its validations. */
export interface TrainedSasRec extends SasRecModel, Pick<TrainedWeights, "checks" | "steps"> {
  /** Weights of the first training run, which has not seen the validation tasks: for choices that depend on the model. */
  readonly validated: SasRecWeights<Weights>;
}

/**
 * Trains SASRec or, with LiGR blocks, eSASRec. A first training run on the interactions that are visible in the validation split
 * finds the number of updates with the best validation; a second run makes that many updates on those visible in the given split.
 * The loss of both is the cross-entropy over the whole catalog: neither SASRec's binary cross-entropy with one sampled negative,
 * nor eSASRec's softmax over sampled negatives, which is an approximation for catalogs where the whole softmax is too large.
 *
 * @throws {StarError} `CATALOG_TOO_LARGE` for more than 12,000 items.
 * @throws {StarError} `INVALID_ARGUMENT` when the dataset has no validation tasks.
 * @throws {StarError} `DEPENDENCY_MISSING` when the packages for training are not installed.
 * @see Kang and McAuley (2018), Self-Attentive Sequential Recommendation, arXiv 1808.09781
 * @see Tikhonovich et al. (2025), eSASRec, arXiv 2508.06450
 * @see Klenitskiy and Vasilev (2023), arXiv 2309.07602, for the loss
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { trainSasRec } from "langgraph-star/evaluation";
 *
 * const sizes = { users: 30, items: 40, interactions: 400 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * // Tiny settings keep the example short; leave them out for SASREC_DEFAULTS.
 * const settings = { width: 8, blocks: 1, length: 10, epochs: 2, epochsBetweenChecks: 1 };
 * const model = await trainSasRec({ dataset, split: "test", settings });
 * console.log(model.items.length, model.checks.length); // 40 2
 * ```
 */
export async function trainSasRec(options: TrainSasRecOptions): Promise<TrainedSasRec> {
  const { dataset, split, seed = 1 } = options;
  const { width, heads = 1 } = { ...SASREC_DEFAULTS, ...options.settings };
  if (dataset.items.size > SASREC_MAX_ITEMS) throw catalogTooLarge(dataset.items.size);
  assertHeads(width, heads);
  const protocol = splitTargets(dataset);
  const items = [...dataset.items.keys()];
  const tasks = createRequiredTasks(dataset, { split: "validation", seed, draws: 1, protocol });
  const trainOn = (visibleIn: Split, end: End) => {
    const sequences = toIndexes(fitInteractions(dataset, visibleIn, protocol), items);
    return trainNetwork(sequences, { ...options, end, stage: `on ${visibleIn}` });
  };
  const hitRate = (weights: SasRecWeights<Weights>) => hitRateOf({ items, weights, heads }, tasks);
  const best = await trainOn("validation", { hitRate });
  const { weights: validated, steps, checks } = best;
  const { weights } =
    split === "validation" ? best : await trainOn(split, { stopAfter: best.steps });
  return { items, heads, weights, validated, steps, checks };
}

/** When a training run ends: by early stopping, or after a fixed number of updates. */
type End =
  | { readonly hitRate: (weights: SasRecWeights<Weights>) => number }
  | { readonly stopAfter: number };

interface TrainNetworkOptions extends Omit<TrainSasRecOptions, "split"> {
  readonly end: End;
  /** Name of the stage in progress reports. */
  readonly stage: string;
}

async function trainNetwork(
  sequences: readonly (readonly number[])[],
  { dataset, seed = 1, settings, end, stage, onProgress, signal }: TrainNetworkOptions,
): Promise<Pick<TrainedSasRec, "weights" | "steps" | "checks">> {
  const { rows, dropout, epochs, ...sizes } = { ...SASREC_DEFAULTS, ...settings };
  const longest = Math.max(...sequences.map((sequence) => sequence.length));
  const length = Math.min(sizes.length, longest + 1);
  const config = { ...sizes, length, items: dataset.items.size };
  const epoch = Math.ceil(sequences.length / rows);
  const steps = epochs * epoch;
  const total = "stopAfter" in end ? end.stopAfter : steps;
  const batches = { config, sequences, rows, dropout, seed };
  const earlyStopping = (hitRate: (weights: SasRecWeights<Weights>) => number): StopRule => ({
    every: sizes.epochsBetweenChecks * epoch,
    patience: sizes.patience,
    hitRate: (tree) => hitRate(tree as SasRecWeights<Weights>),
  });
  const { weights, ...rest } = await trainBest({
    initial: initialSasRecWeights(config, seed),
    loss: await createSasRecLoss({ ...config, rows }),
    batch: windowSpec(batches),
    nextBatch: createWindowBatches(await loadOrt(), batches),
    schedule: { steps, peak: sizes.learningRate, warmup: epoch },
    stop: "stopAfter" in end ? end : earlyStopping(end.hitRate),
    onStep: (done) => onProgress?.({ stage, done, total }),
    signal,
  });
  return { weights: weights as SasRecWeights<Weights>, ...rest };
}

function toIndexes(sequences: readonly UserSequence[], items: readonly ItemId[]): number[][] {
  const indexOf = new Map(items.map((itemId, index) => [itemId, index]));
  return sequences
    .map(({ itemIds }) => itemIds.flatMap((itemId) => indexOf.get(itemId) ?? []))
    .filter((indexes) => indexes.length > 0);
}

function hitRateOf(model: SasRecModel, tasks: readonly RecommendationTask[]): number {
  const recommender = createSasRecRecommender(model);
  const scored = tasks.map(({ history, candidates, heldOut }) => ({
    scores: recommender.score(
      history.map(({ itemId }) => itemId),
      candidates,
    ),
    heldOut: candidates.indexOf(heldOut),
  }));
  return meanHitRate(scored);
}

function assertHeads(width: number, heads: number): void {
  assertIntegers({ width, heads });
  if (width % heads === 0) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `heads is ${heads}, which does not divide the width ${width}.`,
    remedy: "Use a width that is a multiple of the number of heads.",
  });
}

function catalogTooLarge(items: number): StarError {
  return new StarError("CATALOG_TOO_LARGE", {
    message: `SASRec is trained with a softmax over the catalog; ${items} items are more than ${SASREC_MAX_ITEMS}.`,
    remedy: "Leave SASRec out, or use a dataset with fewer items.",
  });
}
