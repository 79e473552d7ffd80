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
  const scoreOf = (index: number) => scores?.[index] ?? 0;
  const first: number[] = [];
  // A candidate is put behind those with at least its score. Sorting a whole catalog would take longer than scoring it.
  for (const [index, item] of candidates.entries()) {
    if (ranked.has(item)) continue;
    let position = first.length;
    while (position > 0 && scoreOf(first[position - 1] as number) < scoreOf(index)) position--;
    if (position === KEPT) continue;
    first.splice(position, 0, index);
    first.length = Math.min(first.length, KEPT);
  }
  return [...ranking, ...first.map((index) => candidates[index] as ItemId)].slice(0, KEPT);
}
