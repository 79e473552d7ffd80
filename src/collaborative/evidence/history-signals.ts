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

/** Number of nearest users that user-CF evidence is based on. */
export const EVIDENCE_NEIGHBORS = 50;

/** A user and the visible history that evidence is computed from. */
export interface EvidenceSubject {
  readonly userId: UserId;
  readonly history: readonly Interaction[];
}

/** All signals of one history, each computed on first use. */
export interface HistorySignals {
  /** The reading of one kind for one item; undefined if the signal has no evidence for it. */
  read(kind: EvidenceKind, item: number): EvidenceReading | undefined;
  /** The users with the factors nearest to those of the last `last` interactions, nearest first, without the user. */
  nearestUsers(last: number): readonly Neighbor[];
}

interface SignalInput {
  readonly index: CollaborativeIndex;
  readonly table: CategoryTable;
  /** The distinct items of the last `count` interactions. */
  readonly last: (count: number) => readonly number[];
  readonly nearestUsers: (last: number) => readonly Neighbor[];
}

const SIGNALS: Record<EvidenceKind, (input: SignalInput) => Signal> = {
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

/** Creates the signals of one history. Items outside the catalog of the index are ignored. */
export function createHistorySignals(
  index: CollaborativeIndex,
  table: CategoryTable,
  { userId, history }: EvidenceSubject,
): HistorySignals {
  const { itemIndex, userIndex } = index.matrix;
  const historyItems = history.flatMap(({ itemId }) => itemIndex.get(itemId) ?? []);
  const last = (count: number) => [...new Set(historyItems.slice(-count))];
  const own = userIndex.get(userId);
  const nearestUsers = memoize((count: number) =>
    index.userNeighbors.search(
      index.als.foldIn(last(count)),
      EVIDENCE_NEIGHBORS,
      own === undefined ? {} : { exclude: own },
    ),
  );
  const signalOf = memoize((kind: EvidenceKind) =>
    SIGNALS[kind]({ index, table, last, nearestUsers }),
  );
  const inHistory = new Uint8Array(index.matrix.items.length);
  for (const item of historyItems) inHistory[item] = 1;
  return {
    nearestUsers,
    read(kind, item) {
      const signal = signalOf(kind);
      if (!signal.hasEvidence(item)) return undefined;
      return {
        kind,
        ...signal.describe(item),
        topPercent: topPercent(signal.strengths, inHistory, item),
      };
    },
  };
}

/** Percentage of the items new to the user with at least the strength of this item, above 0. */
function topPercent(strengths: Float64Array, inHistory: Uint8Array, item: number): number {
  const own = strengths[item] as number;
  let asStrong = 0;
  let newItems = 0;
  for (let other = 0; other < strengths.length; other++) {
    if (inHistory[other] === 1) continue;
    newItems++;
    if ((strengths[other] as number) >= own) asStrong++;
  }
  return (100 * Math.max(asStrong, 1)) / Math.max(newItems, 1);
}

/** Caches the value of every key. */
function memoize<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    const cached = values.get(key);
    if (cached !== undefined) return cached;
    const value = compute(key);
    values.set(key, value);
    return value;
  };
}
