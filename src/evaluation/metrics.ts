import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import type { ItemId, PolicyAnswer, RecommendationTask } from "../types.js";

/** Where the held-out item stands in what a policy answered. */
export interface HeldOutRank {
  /** From 1, the first place. */
  readonly rank: number;
  /** How many candidates the written ranking left out and were put behind it; 0 for scores. */
  readonly appended: number;
}

/**
 * The place of the held-out item. Equal scores count against the policy: the rank is 1 plus the number of other candidates
 * that score at least as much. Candidates missing from a `ranking` follow it, by `scores` where the answer has them, else
 * in the order of the task.
 *
 * @param policy - Named in errors.
 * @throws {StarError} `RANKING_INVALID` when the answer does not order the candidates;
 * `INVALID_ARGUMENT` when the held-out item is not a candidate.
 */
export function rankOfHeldOut(
  answer: PolicyAnswer,
  task: RecommendationTask,
  policy = "unnamed",
): HeldOutRank {
  assertHeldOutIsCandidate(task);
  assertAnswer(answer, task, policy);
  const { ranking, scores } = answer;
  if (ranking === undefined) return { rank: rankBehind([], task, scores), appended: 0 };
  const place = ranking.indexOf(task.heldOut);
  return {
    rank: place === -1 ? rankBehind(ranking, task, scores) : place + 1,
    appended: task.candidates.length - ranking.length,
  };
}

/** The rank of a held-out item that `ranking` does not name, among all candidates it does not name. */
function rankBehind(
  ranking: readonly string[],
  { candidates, heldOut }: RecommendationTask,
  scores: ArrayLike<number> | undefined,
): number {
  const missing = [...candidates.keys()].filter(
    (position) => !ranking.includes(candidates[position] as string),
  );
  const own = candidates.indexOf(heldOut);
  const isAhead = (position: number) =>
    scores === undefined
      ? position < own
      : position !== own && (scores[position] as number) >= (scores[own] as number);
  return ranking.length + missing.filter(isAhead).length + 1;
}

function assertHeldOutIsCandidate({ id, candidates, heldOut }: RecommendationTask): void {
  if (candidates.includes(heldOut)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The held-out item "${heldOut}" of task "${id}" is not among its candidates.`,
    remedy: "Sample the candidates of the task again.",
  });
}

/** What a rank from 1 is worth, from 0 to 1. An infinite rank, no answer at all, is worth 0 under every metric. */
export type RankMetric = (rank: number) => number;

/**
 * HR@k: 1 when the held-out item is among the first `k`, else 0. With one held-out item it equals recall@k.
 *
 * @throws {StarError} `INVALID_ARGUMENT` unless `k` is a positive integer.
 */
export function hitRateAt(k: number): RankMetric {
  assertIntegers({ "k of HR@k": k });
  return (rank) => (rank <= k ? 1 : 0);
}

/**
 * NDCG@k with a single relevant item, so that the ideal DCG is 1: 1 / log2(rank + 1) among the first `k`, else 0.
 *
 * @throws {StarError} `INVALID_ARGUMENT` unless `k` is a positive integer.
 * @see Järvelin and Kekäläinen (2002), https://doi.org/10.1145/582415.582418
 */
export function ndcgAt(k: number): RankMetric {
  assertIntegers({ "k of NDCG@k": k });
  return (rank) => (rank <= k ? 1 / Math.log2(rank + 1) : 0);
}

/** 1 / rank; its mean is MRR. */
export function reciprocalRank(rank: number): number {
  return 1 / rank;
}

export const METRIC_NAMES = ["HR@1", "HR@3", "HR@5", "HR", "NDCG@5", "NDCG@10", "MRR"] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** One value a metric, in the order tables print them. */
export function forEachMetric<T>(valueOf: (name: MetricName) => T): Record<MetricName, T> {
  return {
    "HR@1": valueOf("HR@1"),
    "HR@3": valueOf("HR@3"),
    "HR@5": valueOf("HR@5"),
    HR: valueOf("HR"),
    "NDCG@5": valueOf("NDCG@5"),
    "NDCG@10": valueOf("NDCG@10"),
    MRR: valueOf("MRR"),
  };
}

const hitRates = [hitRateAt(1), hitRateAt(3), hitRateAt(5)] as const;

/** Every reported metric. "HR" is the mean of HR@1, HR@3 and HR@5. */
export const METRICS: Readonly<Record<MetricName, RankMetric>> = {
  "HR@1": hitRates[0],
  "HR@3": hitRates[1],
  "HR@5": hitRates[2],
  HR: (rank) => (hitRates[0](rank) + hitRates[1](rank) + hitRates[2](rank)) / 3,
  "NDCG@5": ndcgAt(5),
  "NDCG@10": ndcgAt(10),
  MRR: reciprocalRank,
};

/**
 * Accepts an answer that orders the candidates of a task: a `ranking` of distinct candidates, or one score a candidate.
 *
 * @param policy - Named in the error.
 * @throws {StarError} `RANKING_INVALID` when it has neither, a candidate twice, a foreign id, too few or too many scores, or NaN.
 */
export function assertAnswer(answer: PolicyAnswer, task: RecommendationTask, policy: string): void {
  const problem = problemOf(answer, task.candidates);
  if (problem === undefined) return;
  throw new StarError("RANKING_INVALID", {
    message: `Policy "${policy}" answered task "${task.id}" with ${problem}.`,
    remedy:
      "Answer with distinct candidates of the task, best first, or with one number a candidate.",
  });
}

function problemOf(
  { ranking, scores }: PolicyAnswer,
  candidates: readonly ItemId[],
): string | undefined {
  if (ranking === undefined && scores === undefined) return "neither a ranking nor scores";
  return rankingProblem(ranking ?? [], candidates) ?? scoresProblem(scores, candidates.length);
}

function rankingProblem(
  ranking: readonly ItemId[],
  candidates: readonly ItemId[],
): string | undefined {
  const known = new Set(candidates);
  const foreign = ranking.find((item) => !known.has(item));
  if (foreign !== undefined) return `"${foreign}", which is not among its candidates`;
  const repeated = ranking.find((item, position) => ranking.indexOf(item) !== position);
  return repeated === undefined ? undefined : `"${repeated}" more than once`;
}

function scoresProblem(scores: ArrayLike<number> | undefined, count: number): string | undefined {
  if (scores === undefined) return undefined;
  if (scores.length !== count) return `${scores.length} scores for ${count} candidates`;
  const position = Array.from(scores).findIndex((score) => Number.isNaN(score));
  return position === -1 ? undefined : `NaN as the score of candidate ${position + 1}`;
}
