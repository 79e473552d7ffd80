import type { Dataset, ItemId, Split } from "../types.js";
import { fitInteractions, type SplitProtocol } from "./split-targets.js";

/** Interactions per item that models for the tasks of `split` may be fitted on. Items without any are left out. */
export function countFitItems(
  dataset: Pick<Dataset, "name" | "interactions">,
  split: Split,
  protocol?: SplitProtocol,
): Map<ItemId, number> {
  const sequences = fitInteractions(dataset, split, protocol);
  const counts = new Map<number, number>();
  for (const sequence of sequences) {
    for (let position = 0; position < sequence.length; position++) {
      const code = sequence.itemCodeAt(position);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  // All sequences are of one dataset and share its dictionary.
  const dictionary = sequences[0]?.itemDictionary;
  if (dictionary === undefined) return new Map();
  return new Map(Array.from(counts, ([code, count]) => [dictionary.idOf(code), count]));
}
