import { parseHistoryLine } from "../../text/history-line.js";
import { parseItemNeighbor } from "../../text/neighbor-line.js";
import type { Item } from "../../types.js";
import { collectEvidence, scoreByEvidence } from "./weigh-evidence.js";

/**
 * Scores candidates by the tool answers in `texts`: by evidence if some kind is stated for all candidates, otherwise by the
 * share of history items with a common category, plus 1 for an item in a neighbor list.
 */
export function scoreCandidates(candidates: readonly Item[], texts: readonly string[]): number[] {
  return (
    scoreByEvidence(candidates, collectEvidence(texts)) ?? scoreBySimilarity(candidates, texts)
  );
}

function scoreBySimilarity(candidates: readonly Item[], texts: readonly string[]): number[] {
  const lines = texts.flatMap((text) => text.split("\n"));
  const history = lines.flatMap((line) => parseHistoryLine(line)?.item ?? []);
  const nearest = lines.flatMap((line) => parseItemNeighbor(line)?.item.id ?? []);
  return candidates.map(({ id, categories }) => {
    const sharing = history.filter((item) =>
      item.categories.some((category) => categories.includes(category)),
    );
    return (nearest.includes(id) ? 1 : 0) + sharing.length / Math.max(history.length, 1);
  });
}

/** Indexes of the scores, best first; ties keep their order. */
export function sortedIndexes(scores: readonly number[]): number[] {
  return scores
    .map((_, index) => index)
    .sort((first, second) => (scores[second] ?? 0) - (scores[first] ?? 0));
}
