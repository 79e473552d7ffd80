import { parseHistoryLine } from "../../text/history-line.js";
import { parseItemNeighbor } from "../../text/neighbor-line.js";
import type { Item } from "../../types.js";
import { collectEvidence, scoreByEvidence } from "./weigh-evidence.js";

/**
 * Scores candidates by what some tool answers say: by evidence where there is any for all of them, else by shared
 * categories with the history that was read and by being among the nearest items that were found.
 */
export function scoreCandidates(candidates: readonly Item[], texts: readonly string[]): number[] {
  return (
    scoreByEvidence(candidates, collectEvidence(texts)) ?? scoreByResemblance(candidates, texts)
  );
}

function scoreByResemblance(candidates: readonly Item[], texts: readonly string[]): number[] {
  const lines = texts.flatMap((text) => text.split("\n"));
  const chosen = lines.flatMap((line) => parseHistoryLine(line)?.item ?? []);
  const nearest = lines.flatMap((line) => parseItemNeighbor(line)?.item.id ?? []);
  return candidates.map(({ id, categories }) => {
    const sharing = chosen.filter((item) =>
      item.categories.some((category) => categories.includes(category)),
    );
    return (nearest.includes(id) ? 1 : 0) + sharing.length / Math.max(chosen.length, 1);
  });
}

/** Positions by score, best first; equal scores keep their order. */
export function order(scores: readonly number[]): number[] {
  return scores
    .map((_, position) => position)
    .sort((first, second) => (scores[second] ?? 0) - (scores[first] ?? 0));
}
