import type { CollaborativeIndex } from "../collaborative-index.js";
import { countedSignal, type Signal } from "./signal.js";

/**
 * Item-CF: users who interacted with an item of the history and with this item. The strength is the sum of cosine
 * similarities; the count is the number of shared users, summed over the history.
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
    const itemUsers = popularity[item] as number;
    base += itemUsers;
    const end = offsets[item + 1] as number;
    for (let entry = offsets[item] as number; entry < end; entry++) {
      const other = columns[entry] as number;
      const shared = counts[entry] as number;
      together[other] = (together[other] as number) + shared;
      strengths[other] =
        (strengths[other] as number) +
        shared / Math.sqrt(itemUsers * (popularity[other] as number));
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
