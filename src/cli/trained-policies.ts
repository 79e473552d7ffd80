import { createLearnedRanker } from "../baselines/learned-ranker/policy.js";
import type { RankerModel } from "../baselines/learned-ranker/train.js";
import { createSasRecRecommender } from "../baselines/sasrec/recommender.js";
import type { TrainedSasRec } from "../baselines/sasrec/train.js";
import type { HitRateCheck } from "../baselines/train-best.js";
import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { StarError } from "../errors.js";
import { recommenderPolicy } from "../evaluation/policies.js";
import type { Dataset, Policy, Split } from "../types.js";

/** What a policy is trained for. */
export interface TrainingContext {
  readonly dataset: Dataset;
  /** Of the tasks that it will rank. */
  readonly split: Split;
  /** Of this split. */
  readonly index: CollaborativeIndex;
  readonly seed: number;
}

/** Runs a job in a thread of its own. */
export type Work = <Result>(module: URL, input: unknown) => Promise<Result>;

/** A policy that has to be trained before it can rank. */
export interface Trainable {
  /** What readers of its figures must know. */
  readonly note: string;
  /** `checks` say how it did on validation tasks on the way. */
  train(
    context: TrainingContext,
    work: Work,
  ): Promise<{ readonly policy: Policy; readonly checks: readonly HitRateCheck[] }>;
}

const CEILING = "learned-ranker";

const learnedRanker: Trainable = {
  note: "a ceiling, no rival: a network over the same evidence, trained on the held-out items of training tasks; validation tasks decided how long",
  async train({ dataset, index, seed }, work) {
    const job = new URL("../baselines/learned-ranker/job.js", import.meta.url);
    const model = await work<RankerModel>(job, { dataset, seed });
    return { policy: createLearnedRanker({ model, index, dataset }), checks: model.checks };
  },
};

const sasRec: Trainable = {
  note: "trained on the interactions that the other baselines see; validation tasks decided how long",
  async train({ dataset, split, seed }, work) {
    const job = new URL("../baselines/sasrec/job.js", import.meta.url);
    const model = await work<TrainedSasRec>(job, { dataset, split, seed });
    return { policy: recommenderPolicy(createSasRecRecommender(model)), checks: model.checks };
  },
};

/** The policies that are trained first, by the name that `--policy` takes. */
export const TRAINABLES: ReadonlyMap<string, Trainable> = new Map([
  [CEILING, learnedRanker],
  ["sasrec", sasRec],
]);

/** What readers must know about those of the policies that are trained first, by name. */
export function trainedNotes(names: readonly string[]): Record<string, string> {
  const chosen = [...TRAINABLES].filter(([name]) => names.includes(name));
  return Object.fromEntries(chosen.map(([name, { note }]) => [name, note]));
}

/**
 * @throws {StarError} `INVALID_ARGUMENT` for the ceiling on training tasks, whose held-out items it learns.
 */
export function assertTrainable(names: readonly string[], split: Split): void {
  if (split !== "train" || !names.includes(CEILING)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The policy "${CEILING}" learns the held-out items of training tasks.`,
    remedy: "Measure it with --split validation or --split test.",
  });
}
