import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import type { ItemId, PolicyAnswer, RecommendationTask } from "../types.js";

/** Rank of the held-out item in a policy's answer. */
interface HeldOutRank {
  /** From 1 (first). */
  readonly rank: number;
  /** Candidates that `ranking` omitted and that were appended to it; for scores, those that the answer says it omitted. */
  readonly appended: number;
}

/**
 * Finds the rank of the held-out item. Ties count against the policy: by scores, the rank is 1 plus the number of other
 * candidates with at least the same score. Candidates that a `ranking` omits are appended to it, by `scores` if the answer has
 * them, else in the order of the task, which is random; if the candidates are the whole catalog, they are ties, as its order is not.
 *
 * @param policy - Name of the policy, for errors.
 * @throws {StarError} `RANKING_INVALID` if the answer is invalid (see {@link assertAnswer}).
 * @throws {StarError} `INVALID_ARGUMENT` if the held-out item is not a candidate.
 */
export function rankOfHeldOut(
  answer: PolicyAnswer,
  task: RecommendationTask,
  policy = "unnamed",
): HeldOutRank {
  assertHeldOutIsCandidate(task);
  assertAnswer(answer, task, policy);
  const { ranking, scores, omitted = 0 } = answer;
  if (ranking === undefined) return { rank: rankBehind([], task, scores), appended: omitted };
  const index = ranking.indexOf(task.heldOut);
  return {
    rank: index === -1 ? rankBehind(ranking, task, scores) : index + 1,
    appended: task.candidates.length - ranking.length,
  };
}

/** The rank of a held-out item that `ranking` omits: after the ranked candidates, and among the other omitted ones. */
function rankBehind(
  ranking: readonly string[],
  { candidates, heldOut, candidateSampling }: RecommendationTask,
  scores: ArrayLike<number> | undefined,
): number {
  const ranked = new Set(ranking);
  const omitted = [...candidates.keys()].filter(
    (index) => !ranked.has(candidates[index] as string),
  );
  const heldOutIndex = candidates.indexOf(heldOut);
  const isAhead = (index: number) => {
    if (index === heldOutIndex) return false;
    if (scores !== undefined) return (scores[index] as number) >= (scores[heldOutIndex] as number);
    return candidateSampling === "all" || index < heldOutIndex;
  };
  return ranking.length + omitted.filter(isAhead).length + 1;
}

function assertHeldOutIsCandidate({ id, candidates, heldOut }: RecommendationTask): void {
  if (candidates.includes(heldOut)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `The held-out item "${heldOut}" of task "${id}" is not among its candidates.`,
    remedy: "Sample the candidates of the task again.",
  });
}

/** A metric: maps a rank from 1 to a value in [0, 1]. An infinite rank (no answer) has the value 0. */
type RankMetric = (rank: number) => number;

/**
 * Creates HR@k: 1 if the held-out item is among the first `k`, else 0. With one held-out item it equals recall@k.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if `k` is not a positive integer.
 *
 * @example
 * ```ts
 * import { hitRateAt } from "langgraph-star/evaluation";
 *
 * console.log([1, 3, 4].map(hitRateAt(3))); // [ 1, 1, 0 ]
 * ```
 */
export function hitRateAt(k: number): RankMetric {
  assertIntegers({ "k of HR@k": k });
  return (rank) => (rank <= k ? 1 : 0);
}

/**
 * Creates NDCG@k with a single relevant item, so that the ideal DCG is 1: 1 / log2(rank + 1) if the held-out item is among the
 * first `k`, else 0.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if `k` is not a positive integer.
 * @see Järvelin and Kekäläinen (2002), https://doi.org/10.1145/582415.582418
 *
 * @example
 * ```ts
 * import { ndcgAt } from "langgraph-star/evaluation";
 *
 * console.log([1, 3, 6].map(ndcgAt(5))); // [ 1, 0.5, 0 ]
 * ```
 */
export function ndcgAt(k: number): RankMetric {
  assertIntegers({ "k of NDCG@k": k });
  return (rank) => (rank <= k ? 1 / Math.log2(rank + 1) : 0);
}

/**
 * Reciprocal rank, 1 / rank; its mean over tasks is MRR.
 *
 * @example
 * ```ts
 * import { reciprocalRank } from "langgraph-star/evaluation";
 *
 * console.log(reciprocalRank(4)); // 0.25
 * ```
 */
export function reciprocalRank(rank: number): number {
  return 1 / rank;
}

/** Names of the reported metrics, in the order of tables. */
export const METRIC_NAMES = ["HR@1", "HR@3", "HR@5", "HR", "NDCG@5", "NDCG@10", "MRR"] as const;
/** One of {@link METRIC_NAMES}. */
export type MetricName = (typeof METRIC_NAMES)[number];

/** Computes one value per metric, in the order of tables. */
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

/** The reported metrics. "HR" is the mean of HR@1, HR@3 and HR@5. */
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
 * Checks that an answer has a `ranking` of distinct candidates, one score per candidate, or both.
 *
 * @param policy - Name of the policy, for the error.
 * @throws {StarError} `RANKING_INVALID` if the answer has neither, or an unknown or repeated ID, a wrong number of scores, or NaN.
 */
function assertAnswer(answer: PolicyAnswer, task: RecommendationTask, policy: string): void {
  const problem = problemOf(answer, task.candidates);
  if (problem === undefined) return;
  throw new StarError("RANKING_INVALID", {
    message: `Policy "${policy}" answered task "${task.id}" with ${problem}.`,
    remedy:
      "Answer with distinct candidates of the task, best first, or with one number per candidate.",
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
  const unknown = ranking.find((item) => !known.has(item));
  if (unknown !== undefined) return `"${unknown}", which is not among its candidates`;
  if (new Set(ranking).size === ranking.length) return undefined;
  const repeated = ranking.find((item, position) => ranking.indexOf(item) !== position);
  return repeated === undefined ? undefined : `"${repeated}" more than once`;
}

function scoresProblem(scores: ArrayLike<number> | undefined, count: number): string | undefined {
  if (scores === undefined) return undefined;
  if (scores.length !== count) return `${scores.length} scores for ${count} candidates`;
  const position = Array.from(scores).findIndex((score) => Number.isNaN(score));
  return position === -1 ? undefined : `NaN as the score of candidate ${position + 1}`;
}
