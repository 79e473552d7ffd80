import { StarError } from "../errors.js";
import type { ItemId } from "../types.js";
import { scoresOf, type RankedAnswer } from "./policy.js";

/** A ranking of all candidates. */
export interface CompleteRanking {
  readonly ranking: ItemId[];
  /** The candidates that the graph did not rank, in the order in which they were appended. */
  readonly appended: ItemId[];
}

/**
 * Appends the unranked candidates to a ranking: by the graph's scores if it has them, otherwise in the given order.
 *
 * @throws {StarError} `RANKING_INVALID` if the ranking contains duplicates or items that are not candidates.
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
      message: "The graph returned duplicates or items that are not candidates.",
      remedy: "Use a graph that returns candidates only, each at most once.",
    });
  }
  const { scores = [] } = scoresOf(answer, candidates);
  const score = (id: ItemId) => scores[candidates.indexOf(id)] ?? 0;
  appended.sort((one, other) => score(other) - score(one));
  return { ranking: [...ranking, ...appended], appended };
}
