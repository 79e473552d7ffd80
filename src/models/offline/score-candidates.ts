import { parseHistoryAnswer } from "../../text/history-answer.js";
import { parseItemNeighbor } from "../../text/neighbor-line.js";
import type { Item } from "../../types.js";
import { collectEvidence, scoreByEvidence } from "./weigh-evidence.js";

/**
 * Scores candidates by the tool answers in `texts`: by evidence if some kind is stated for all candidates, otherwise by the
 * share of history items with a common category, plus 1 for an item in a neighbor list.
 */
export function scoreCandidates(candidates: readonly Item[], texts: readonly string[]): number[] {
  const byEvidence = scoreByEvidence(candidates, collectEvidence(texts));
  if (byEvidence !== undefined) return byEvidence;
  const lines = texts.flatMap((text) => text.split("\n"));
  const nearest = lines.flatMap((line) => parseItemNeighbor(line)?.item.id ?? []);
  const history = texts.flatMap((text) => parseHistoryAnswer(text).map(({ item }) => item));
  const shares = scoreByCategories(candidates, history);
  return candidates.map(({ id }, index) => (nearest.includes(id) ? 1 : 0) + (shares[index] ?? 0));
}

/** The share of history items that have a category in common with each candidate. */
export function scoreByCategories(candidates: readonly Item[], history: readonly Item[]): number[] {
  return candidates.map(({ categories }) => {
    const sharing = history.filter((item) =>
      item.categories.some((category) => categories.includes(category)),
    );
    return sharing.length / Math.max(history.length, 1);
  });
}

/** Indexes of the scores, best first; ties keep their order. */
export function sortedIndexes(scores: readonly number[]): number[] {
  return scores
    .map((_, index) => index)
    .sort((first, second) => (scores[second] ?? 0) - (scores[first] ?? 0));
}
