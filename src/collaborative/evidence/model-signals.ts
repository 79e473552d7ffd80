import type { CollaborativeIndex } from "../collaborative-index.js";
import { scoreSignal, type Signal } from "./signal.js";

/** The EASE scores for a history. No evidence if the history is empty or the catalog is too large for EASE. */
export function regressionSignal(
  { ease, matrix }: CollaborativeIndex,
  history: readonly number[],
): Signal {
  const size = matrix.items.length;
  const scores = new Float64Array(size);
  if (ease === null) return scoreSignal(scores, () => false);
  for (const item of history) {
    const row = item * size;
    for (let other = 0; other < size; other++) {
      scores[other] = (scores[other] as number) + (ease.weights[row + other] ?? 0);
    }
  }
  return scoreSignal(scores, () => history.length > 0);
}

/**
 * The ALS scores for a history: its factors times the item factors. No evidence if the history is empty.
 *
 * @param user - The factors that were folded in from the history.
 */
export function factorsSignal(
  { als, matrix }: CollaborativeIndex,
  history: readonly number[],
  user: ArrayLike<number>,
): Signal {
  const { factors, itemFactors } = als;
  const scores = new Float64Array(matrix.items.length);
  for (let item = 0; item < scores.length; item++) {
    const offset = item * factors;
    let score = 0;
    for (let factor = 0; factor < factors; factor++) {
      score += (user[factor] as number) * (itemFactors[offset + factor] as number);
    }
    scores[item] = score;
  }
  return scoreSignal(scores, () => history.length > 0);
}
