import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, scoreSignal, type Signal } from "./signal.js";

/**
 * Ordered co-occurrence: what others interacted with soon after the items of the history. The strength is the sum of
 * distance-weighted, cosine-normalized co-occurrences; the count is the number of occurrences, out of all interactions soon
 * after those items.
 */
export function soonAfterSignal(index: CollaborativeIndex, history: readonly number[]): Signal {
  const { soonAfter, matrix } = index;
  const popularity = matrix.itemCounts;
  const strengths = new Float64Array(matrix.items.length);
  const followers = new Float64Array(matrix.items.length);
  let base = 0;
  for (const item of history) {
    const users = popularity[item] as number;
    const end = soonAfter.offsets[item + 1] as number;
    for (let entry = soonAfter.offsets[item] as number; entry < end; entry++) {
      const other = soonAfter.columns[entry] as number;
      const count = soonAfter.counts[entry] as number;
      base += count;
      followers[other] = (followers[other] as number) + count;
      strengths[other] =
        (strengths[other] as number) +
        (soonAfter.weights[entry] as number) / Math.sqrt(users * (popularity[other] as number));
    }
  }
  const interactions = matrix.sequences.items.length;
  return countedSignal({
    strengths,
    counts: followers,
    base,
    chance: (item) => (popularity[item] as number) / interactions,
  });
}

/**
 * Two-step random walk from the items of the history over the soon-after graph. Scores are divided by the square root of the
 * item's popularity relative to the mean popularity.
 */
export function twoStepsSignal(index: CollaborativeIndex, history: readonly number[]): Signal {
  const { matrix } = index;
  const size = matrix.items.length;
  const start = new Float64Array(size);
  for (const item of history) start[item] = 1;
  const reached = walk(index, walk(index, start));
  const meanPopularity = matrix.rows.columns.length / size;
  for (let item = 0; item < size; item++) {
    const popularity = matrix.itemCounts[item] as number;
    reached[item] =
      popularity === 0 ? 0 : (reached[item] as number) * Math.sqrt(meanPopularity / popularity);
  }
  return scoreSignal(reached, (score) => score > 0);
}

/** One step: every item passes its mass on to its followers, in proportion to the weights. */
function walk({ soonAfter }: CollaborativeIndex, mass: Float64Array): Float64Array {
  const { offsets, columns, weights } = soonAfter;
  const next = new Float64Array(mass.length);
  for (let item = 0; item < mass.length; item++) {
    const start = offsets[item] as number;
    const end = offsets[item + 1] as number;
    let total = 0;
    for (let entry = start; mass[item] !== 0 && entry < end; entry++)
      total += weights[entry] as number;
    if (total === 0) continue;
    const share = (mass[item] as number) / Math.max(total, 1);
    for (let entry = start; entry < end; entry++) {
      const other = columns[entry] as number;
      next[other] = (next[other] as number) + share * (weights[entry] as number);
    }
  }
  return next;
}
