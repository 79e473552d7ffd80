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
  const scores = new Float64Array(matrix.items.length);
  writeProducts(scores, als.itemFactors, user);
  return scoreSignal(scores, () => history.length > 0);
}

/**
 * Computes the inner product of `user` with every row of `itemFactors`. Four rows at a time let the processor add in parallel; the sum of
 * each row is in the order of its factors.
 */
function writeProducts(
  scores: Float64Array,
  itemFactors: Float64Array,
  user: ArrayLike<number>,
): void {
  const factors = user.length;
  let item = 0;
  for (; item + 3 < scores.length; item += 4) {
    const first = item * factors;
    const second = first + factors;
    const third = second + factors;
    const fourth = third + factors;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let factor = 0; factor < factors; factor++) {
      const own = user[factor] as number;
      a += own * (itemFactors[first + factor] as number);
      b += own * (itemFactors[second + factor] as number);
      c += own * (itemFactors[third + factor] as number);
      d += own * (itemFactors[fourth + factor] as number);
    }
    scores[item] = a;
    scores[item + 1] = b;
    scores[item + 2] = c;
    scores[item + 3] = d;
  }
  for (; item < scores.length; item++) {
    let score = 0;
    for (let factor = 0; factor < factors; factor++) {
      score += (user[factor] as number) * (itemFactors[item * factors + factor] as number);
    }
    scores[item] = score;
  }
}
