import { EASE_DEFAULTS } from "../collaborative/ease.js";
import { createInteractionMatrix } from "../collaborative/interaction-matrix.js";
import { fitInteractions, splitTargets } from "../data/split-targets.js";
import { mean } from "../evaluation/bootstrap.js";
import { formatPercent } from "../evaluation/format.js";
import { recommenderPolicy } from "../evaluation/policies.js";
import { range } from "../student/engine/shape.js";
import type { ItemId, Recommender, RecommendationTask } from "../types.js";
import type { Baseline, BaselineContext, FittedBaseline } from "./baseline.js";
import { createRequiredTasks } from "./required-tasks.js";
import { SASREC_MAX_ITEMS } from "./sasrec/max-items.js";
import { createSasRecRecommender } from "./sasrec/recommender.js";
import { SASREC_DEFAULTS } from "./sasrec/settings.js";
import type { TrainedSasRec } from "./sasrec/train.js";
import { trainInWorker } from "./sasrec/train-in-worker.js";
import { meanHitRate } from "./train-best.js";
import { easeOf } from "./untrained.js";

/** The models of a blend. */
export interface BlendModels {
  /** The catalog, over which the scores of a history are scaled. */
  readonly items: readonly ItemId[];
  readonly ease: Recommender;
  /** Its scores are probabilities. */
  readonly sasRec: Recommender;
}

/** A weighted sum of the scaled scores of both models. */
export interface Blend {
  readonly scale: keyof typeof SCALES;
  /** Weight of SASRec, from 0 to 1. EASE has the rest. */
  readonly weight: number;
}

/** Ways to make scores of different models comparable. */
const SCALES = { "z-scores": toZScores, ranks: toRanks };
const SCALE_NAMES = ["z-scores", "ranks"] as const;

/** Number of steps between a weight of 0 and of 1. */
const STEPS = 20;

/** EASE, which knows what is chosen together, and SASRec, which knows what is chosen afterwards. */
export const easeAndSasRec: Baseline = {
  name: "ease+sasrec",
  needs: "training",
  isCeiling: false,
  maxItems: Math.min(EASE_DEFAULTS.maxItems, SASREC_MAX_ITEMS),
  note: "a weighted sum of the scores of EASE and SASRec, both as in their own rows; the weights were chosen on validation tasks",
  async fit(context) {
    return fitBlend(await trainInWorker(context, SASREC_DEFAULTS), context);
  },
};

/** Chooses the weights for a trained SASRec and the EASE of the index. */
export async function fitBlend(
  trained: TrainedSasRec,
  context: BaselineContext,
): Promise<FittedBaseline> {
  const { dataset, index, split, seed } = context;
  const { items } = trained;
  const models = { items, ease: easeOf(index), sasRec: createSasRecRecommender(trained) };
  const protocol = splitTargets(dataset);
  const tasks = createRequiredTasks(dataset, { split: "validation", seed, draws: 1, protocol });
  // Weights for other tasks are chosen with models that have not seen the held-out items of validation tasks.
  const validated = split === "validation" ? models : await fitForValidation(context, trained);
  const { blend, hitRate } = chooseBlend(validated, tasks);
  const recommender = createBlendRecommender(models, blend);
  return { policy: recommenderPolicy(recommender), choice: describeChoice(blend, hitRate) };
}

/** Creates a recommender whose score is the sum; for items outside the catalog, the lowest sum of an item of the catalog. */
export function createBlendRecommender(models: BlendModels, blend: Blend): Recommender {
  const indexOf = new Map(models.items.map((item, index) => [item, index]));
  return {
    name: easeAndSasRec.name,
    score(history, candidates) {
      const { ease, sasRec } = scaledScores(models, history)[blend.scale];
      const sums = ease.map((score, index) => blended(score, sasRec[index] as number, blend));
      const lowest = sums.reduce((least, sum) => Math.min(least, sum), Infinity);
      return Float64Array.from(candidates, (item) => sums[indexOf.get(item) ?? -1] ?? lowest);
    },
  };
}

/**
 * Finds the blend with the highest mean of HR@1, HR@3 and HR@5: of equal ones z-scores before ranks, then the one with the lower weight
 * of SASRec.
 *
 * @param models - Fitted without the held-out items of the tasks.
 */
export function chooseBlend(
  models: BlendModels,
  tasks: readonly RecommendationTask[],
): { readonly blend: Blend; readonly hitRate: number } {
  const indexOf = new Map(models.items.map((item, index) => [item, index]));
  const scored = tasks.map(({ history, candidates, heldOut }) => {
    const scales = scaledScores(
      models,
      history.map(({ itemId }) => itemId),
    );
    const own = candidates.map((item) => indexOf.get(item) as number);
    const ofCandidates = (scores: Float64Array) =>
      Float64Array.from(own, (index) => scores[index] as number);
    const pick = ({ ease, sasRec }: ScaledScores) => ({
      ease: ofCandidates(ease),
      sasRec: ofCandidates(sasRec),
    });
    return {
      "z-scores": pick(scales["z-scores"]),
      ranks: pick(scales.ranks),
      heldOut: candidates.indexOf(heldOut),
    };
  });
  const blends = SCALE_NAMES.flatMap((scale) =>
    range(STEPS + 1).map((step): Blend => ({ scale, weight: step / STEPS })),
  );
  const hitRates = blends.map((blend) =>
    meanHitRate(
      scored.map(({ heldOut, ...scales }) => {
        const { ease, sasRec } = scales[blend.scale];
        return {
          scores: ease.map((score, index) => blended(score, sasRec[index] as number, blend)),
          heldOut,
        };
      }),
    ),
  );
  const hitRate = Math.max(...hitRates);
  return { blend: blends[hitRates.indexOf(hitRate)] as Blend, hitRate };
}

interface ScaledScores {
  readonly ease: Float64Array;
  readonly sasRec: Float64Array;
}

/** Scores of the catalog after a history, in every scale. Of SASRec, logarithms: nearly all probabilities are close to 0. */
function scaledScores(
  { items, ease, sasRec }: BlendModels,
  history: readonly ItemId[],
): Record<Blend["scale"], ScaledScores> {
  const ofEase = ease.score(history, items);
  const ofSasRec = sasRec
    .score(history, items)
    .map((probability) => Math.log(Math.max(probability, Number.MIN_VALUE)));
  const scaled = (scale: Blend["scale"]) => ({
    ease: SCALES[scale](ofEase),
    sasRec: SCALES[scale](ofSasRec),
  });
  return { "z-scores": scaled("z-scores"), ranks: scaled("ranks") };
}

function blended(ease: number, sasRec: number, { weight }: Blend): number {
  return (1 - weight) * ease + weight * sasRec;
}

/** Mean 0 and standard deviation 1; all 0 for equal scores. */
function toZScores(scores: Float64Array): Float64Array {
  const center = mean(scores);
  const deviation = Math.sqrt(mean(scores.map((score) => (score - center) ** 2)));
  return scores.map((score) => (deviation === 0 ? 0 : (score - center) / deviation));
}

/** The share of lower scores, plus half the share of equal ones. */
function toRanks(scores: Float64Array): Float64Array {
  const order = Array.from(scores.keys()).sort(
    (one, other) => (scores[one] as number) - (scores[other] as number),
  );
  const ranks = new Float64Array(scores.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const score = scores[order[start] as number];
    while (end < order.length && scores[order[end] as number] === score) end++;
    for (const index of order.slice(start, end)) ranks[index] = (start + end) / 2 / order.length;
  }
  return ranks;
}

/** Both models, fitted on the interactions that may be used for validation tasks. */
async function fitForValidation(
  { dataset, index }: BaselineContext,
  trained: TrainedSasRec,
): Promise<BlendModels> {
  const { fitEase } = await import("../collaborative/fit-ease.js");
  const { items, validated: weights } = trained;
  const sequences = fitInteractions(dataset, "validation");
  return {
    items,
    ease: fitEase(createInteractionMatrix({ sequences, items }), index.options.ease),
    sasRec: createSasRecRecommender({ ...trained, weights }),
  };
}

function describeChoice({ scale, weight }: Blend, hitRate: number): string {
  const share = (part: number) => part.toFixed(2);
  return `${share(weight)} x SASRec + ${share(1 - weight)} x EASE, of ${scale}, with HR ${formatPercent(hitRate)} on validation tasks`;
}
