import { scoreSignal, type Signal } from "./signal.js";
import type { TitleTable } from "./title-table.js";

/** Similarity of titles: the sum of the cosines between the title of an item and those of the history. */
export function titleSignal(titles: TitleTable, history: readonly number[]): Signal {
  return scoreSignal(titles.similaritiesTo(history), (similarity) => similarity > 0);
}
