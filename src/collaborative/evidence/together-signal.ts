import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, type Signal } from "./signal.js";

/**
 * Item-CF, item to users to items: who chose an item of the history also chose this one.
 * Strength is the sum of cosine similarities; the count is of users, summed over the history's items.
 *
 * @see Sarwar et al. (2001), https://doi.org/10.1145/371920.372071
 */
export function togetherSignal(index: CollaborativeIndex, history: readonly number[]): Signal {
  const { coOccurrence, matrix } = index;
  const { offsets, columns, counts } = coOccurrence;
  const popularity = matrix.itemCounts;
  const strengths = new Float64Array(matrix.items.length);
  const together = new Float64Array(matrix.items.length);
  let base = 0;
  for (const item of history) {
    const chosen = popularity[item] as number;
    base += chosen;
    const end = offsets[item + 1] as number;
    for (let entry = offsets[item] as number; entry < end; entry++) {
      const other = columns[entry] as number;
      const both = counts[entry] as number;
      together[other] = (together[other] as number) + both;
      strengths[other] =
        (strengths[other] as number) + both / Math.sqrt(chosen * (popularity[other] as number));
    }
  }
  const users = matrix.users.length;
  return countedSignal({
    strengths,
    counts: together,
    base,
    chance: (item) => (popularity[item] as number) / users,
  });
}
