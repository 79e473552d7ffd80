import { StarError } from "../errors.js";
import type { ItemId, PolicyAnswer, RecommendationTask } from "../types.js";

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
