import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, type Signal } from "./signal.js";

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
