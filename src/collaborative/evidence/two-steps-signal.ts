import type { CollaborativeIndex } from "../collaborative-index.js";
import { scoreSignal, type Signal } from "./signal.js";

/** What the walk needs of every item, whatever the history. */
export interface WalkTable {
  /** Sum of the weights of an item's followers, at least 1; 0 without followers. */
  readonly totals: Float64Array;
  /** By what the mass of an item is multiplied: the square root of the mean popularity relative to its own; 0 if nobody chose it. */
  readonly scales: Float64Array;
}

/** Creates the walk table of an index. */
export function createWalkTable({ matrix, soonAfter }: CollaborativeIndex): WalkTable {
  const size = matrix.items.length;
  const { offsets, weights } = soonAfter;
  const totals = new Float64Array(size);
  const scales = new Float64Array(size);
  const meanPopularity = matrix.rows.columns.length / size;
  for (let item = 0; item < size; item++) {
    let total = 0;
    const end = offsets[item + 1] as number;
    for (let entry = offsets[item] as number; entry < end; entry++) {
      total += weights[entry] as number;
    }
    totals[item] = total === 0 ? 0 : Math.max(total, 1);
    const popularity = matrix.itemCounts[item] as number;
    scales[item] = popularity === 0 ? 0 : Math.sqrt(meanPopularity / popularity);
  }
  return { totals, scales };
}

/**
 * Two-step random walk from the items of the history over the soon-after graph. Scores are divided by the square root of the
 * item's popularity relative to the mean popularity.
 */
export function twoStepsSignal(
  index: CollaborativeIndex,
  table: WalkTable,
  history: readonly number[],
): Signal {
  const start = new Float64Array(index.matrix.items.length);
  for (const item of history) start[item] = 1;
  const reached = walk(index, table, walk(index, table, start));
  for (let item = 0; item < reached.length; item++) {
    reached[item] = (reached[item] as number) * (table.scales[item] as number);
  }
  return scoreSignal(reached, (score) => score > 0);
}

/** One step: every item passes its mass on to its followers, in proportion to the weights. */
function walk(
  { soonAfter }: CollaborativeIndex,
  { totals }: WalkTable,
  mass: Float64Array,
): Float64Array {
  const { offsets, columns, weights } = soonAfter;
  const next = new Float64Array(mass.length);
  for (let item = 0; item < mass.length; item++) {
    const total = totals[item] as number;
    if (mass[item] === 0 || total === 0) continue;
    const share = (mass[item] as number) / total;
    const end = offsets[item + 1] as number;
    for (let entry = offsets[item] as number; entry < end; entry++) {
      const other = columns[entry] as number;
      next[other] = (next[other] as number) + share * (weights[entry] as number);
    }
  }
  return next;
}
