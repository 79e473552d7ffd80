import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, scoreSignal, type Signal } from "./signal.js";

/**
 * What others chose soon after the items of the history. Strength is the sum of distance-weighted, cosine-normalised
 * co-occurrence; the count is of occurrences, out of all choices made soon after those items.
 */
export function soonAfterSignal(index: CollaborativeIndex, history: readonly number[]): Signal {
  const { soonAfter, matrix } = index;
  const popularity = matrix.itemCounts;
  const strengths = new Float64Array(matrix.items.length);
  const followers = new Float64Array(matrix.items.length);
  let base = 0;
  for (const item of history) {
    const chosen = popularity[item] as number;
    const end = soonAfter.offsets[item + 1] as number;
    for (let entry = soonAfter.offsets[item] as number; entry < end; entry++) {
      const other = soonAfter.columns[entry] as number;
      const count = soonAfter.counts[entry] as number;
      base += count;
      followers[other] = (followers[other] as number) + count;
      strengths[other] =
        (strengths[other] as number) +
        (soonAfter.weights[entry] as number) / Math.sqrt(chosen * (popularity[other] as number));
    }
  }
  const choices = matrix.sequences.items.length;
  return countedSignal({
    strengths,
    counts: followers,
    base,
    chance: (item) => (popularity[item] as number) / choices,
  });
}

/**
 * What is reached from the history's items in two steps: a second-order walk over "chosen soon after", in which popular
 * ends count less (divided by the square root of their popularity over the mean popularity).
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

/** One step: every item hands its mass on to what follows it, in proportion to the weights. */
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
