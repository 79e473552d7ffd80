import type { ItemId, PolicyAnswer } from "../types.js";

/** Number of items that a record keeps. */
const KEPT = 5;

/**
 * The first five items of a valid answer, best first. Candidates that `ranking` omits follow it, by `scores` if the answer has them. Equal
 * scores, and omitted candidates without scores, keep the order of the task.
 */
export function topItems(
  { ranking = [], scores }: PolicyAnswer,
  candidates: readonly ItemId[],
): ItemId[] {
  if (ranking.length >= KEPT) return ranking.slice(0, KEPT);
  const ranked = new Set(ranking);
  const omitted = [...candidates.keys()].filter(
    (index) => !ranked.has(candidates[index] as ItemId),
  );
  const ordered =
    scores === undefined
      ? omitted
      : omitted.toSorted((one, other) => compareScores(scores[one], scores[other]));
  return [...ranking, ...ordered.map((index) => candidates[index] as ItemId)].slice(0, KEPT);
}

/** Descending. Differences of infinite scores are not numbers. */
function compareScores(one = 0, other = 0): number {
  if (one === other) return 0;
  return one > other ? -1 : 1;
}
