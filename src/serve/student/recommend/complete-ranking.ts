import { StarError } from "../../../errors.js";
import { type RankedAnswer, scoresOf } from "../../../graphs/policy.js";
import type { ItemId } from "../../../types.js";

/** A ranking of all candidates, and which of them the student had left out. */
export interface CompleteRanking {
  readonly ranking: ItemId[];
  readonly appended: ItemId[];
}

/**
 * Puts the candidates that a ranking leaves out behind it: by the student's own scores where it has them, else in the order
 * in which they were given.
 *
 * @throws {StarError} `RANKING_INVALID` when the ranking holds something else than candidates, or one of them twice.
 */
export function completeRanking(
  answer: RankedAnswer,
  candidates: readonly ItemId[],
): CompleteRanking {
  const { ranking } = answer;
  const ranked = new Set(ranking);
  const appended = candidates.filter((id) => !ranked.has(id));
  if (ranked.size !== ranking.length || ranked.size + appended.length !== candidates.length) {
    throw new StarError("RANKING_INVALID", {
      message: "The student's graph answered with something else than distinct candidates.",
      remedy: "Serve a graph that answers with candidates only, each at most once.",
    });
  }
  const { scores = [] } = scoresOf(answer, candidates);
  const score = (id: ItemId) => scores[candidates.indexOf(id)] ?? 0;
  appended.sort((one, other) => score(other) - score(one));
  return { ranking: [...ranking, ...appended], appended };
}
