import type { EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-line.js";
import type { Interaction, UserId } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { categorySignal, type CategoryTable } from "./category-signal.js";
import { factorsSignal, regressionSignal } from "./model-signals.js";
import { neighborSignal, popularitySignal } from "./neighbor-signal.js";
import type { Signal } from "./signal.js";
import { soonAfterSignal, twoStepsSignal } from "./soon-after-signal.js";
import { togetherSignal } from "./together-signal.js";

/** How many nearest users user-CF evidence counts. */
export const EVIDENCE_NEIGHBORS = 50;

/** Whose evidence: a user with the history that may be seen. */
export interface EvidenceSubject {
  readonly userId: UserId;
  readonly history: readonly Interaction[];
}

/** All signals of one history, each computed when it is first read. */
export interface HistorySignals {
  /** The reading of one kind for one item; undefined when the signal is silent. */
  read(kind: EvidenceKind, item: number): EvidenceReading | undefined;
  /** The users whose factors point the way the last choices do, nearest first; never the user. */
  nearestUsers(last: number): readonly Neighbor[];
}

interface Source {
  readonly index: CollaborativeIndex;
  readonly table: CategoryTable;
  /** The distinct items among the last so many choices. */
  readonly last: (count: number) => readonly number[];
  readonly nearestUsers: (last: number) => readonly Neighbor[];
}

const SIGNALS: Record<EvidenceKind, (source: Source) => Signal> = {
  together_1: ({ index, last }) => togetherSignal(index, last(1)),
  together_3: ({ index, last }) => togetherSignal(index, last(3)),
  together_10: ({ index, last }) => togetherSignal(index, last(10)),
  together_all: ({ index, last }) => togetherSignal(index, last(Infinity)),
  soon_after_1: ({ index, last }) => soonAfterSignal(index, last(1)),
  soon_after_3: ({ index, last }) => soonAfterSignal(index, last(3)),
  soon_after_10: ({ index, last }) => soonAfterSignal(index, last(10)),
  two_steps_3: ({ index, last }) => twoStepsSignal(index, last(3)),
  regression_10: ({ index, last }) => regressionSignal(index, last(10)),
  regression_all: ({ index, last }) => regressionSignal(index, last(Infinity)),
  factors_10: ({ index, last }) => factorsSignal(index, last(10)),
  factors_all: ({ index, last }) => factorsSignal(index, last(Infinity)),
  categories_10: ({ table, last }) => categorySignal(table, last(10)),
  categories_all: ({ table, last }) => categorySignal(table, last(Infinity)),
  neighbors_10: ({ index, nearestUsers }) => neighborSignal(index, nearestUsers(10)),
  neighbors_all: ({ index, nearestUsers }) => neighborSignal(index, nearestUsers(Infinity)),
  popularity: ({ index }) => popularitySignal(index),
};

/** Prepares the signals of one history. Items that the index does not know are passed over. */
export function createHistorySignals(
  index: CollaborativeIndex,
  table: CategoryTable,
  { userId, history }: EvidenceSubject,
): HistorySignals {
  const { itemIndex, userIndex } = index.matrix;
  const chosen = history.flatMap(({ itemId }) => itemIndex.get(itemId) ?? []);
  const last = (count: number) => [...new Set(chosen.slice(-count))];
  const own = userIndex.get(userId);
  const nearestUsers = once((count: number) =>
    index.userNeighbors.search(
      index.als.foldIn(last(count)),
      EVIDENCE_NEIGHBORS,
      own === undefined ? {} : { exclude: own },
    ),
  );
  const signalOf = once((kind: EvidenceKind) =>
    SIGNALS[kind]({ index, table, last, nearestUsers }),
  );
  const isSeen = new Uint8Array(index.matrix.items.length);
  for (const item of chosen) isSeen[item] = 1;
  return {
    nearestUsers,
    read(kind, item) {
      const signal = signalOf(kind);
      if (!signal.hasEvidence(item)) return undefined;
      return {
        kind,
        ...signal.describe(item),
        topPercent: topPercent(signal.strengths, isSeen, item),
      };
    },
  };
}

/** The share of items new to the user whose strength is at least this item's, in percent; above 0. */
function topPercent(strengths: Float64Array, isSeen: Uint8Array, item: number): number {
  const own = strengths[item] as number;
  let asStrong = 0;
  let unseen = 0;
  for (let other = 0; other < strengths.length; other++) {
    if (isSeen[other] === 1) continue;
    unseen++;
    if ((strengths[other] as number) >= own) asStrong++;
  }
  return (100 * Math.max(asStrong, 1)) / Math.max(unseen, 1);
}

/** Computes each key's value once. */
function once<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    values.set(key, value);
    return value;
  };
}
