import type { EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-reading.js";
import type { Interaction, UserId } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { categorySignal } from "./category-signal.js";
import type { CategoryTable } from "./category-table.js";
import { factorsSignal, regressionSignal } from "./model-signals.js";
import { neighborSignal, popularitySignal } from "./neighbor-signal.js";
import type { Signal } from "./signal.js";
import { countAtLeastAsStrong } from "./strength-counts.js";
import { soonAfterSignal } from "./soon-after-signal.js";
import { titleSignal } from "./title-signal.js";
import type { TitleTable } from "./title-table.js";
import { togetherSignal } from "./together-signal.js";
import { twoStepsSignal, type WalkTable } from "./two-steps-signal.js";

/** Number of nearest users that user-CF evidence is based on. */
export const EVIDENCE_NEIGHBORS = 50;

/** A user and the visible history that evidence is computed from. */
export interface EvidenceSubject {
  readonly userId: UserId;
  readonly history: readonly Interaction[];
}

/** Readings of one kind by item; undefined for an item without evidence. */
type ItemReadings = ReadonlyMap<number, EvidenceReading | undefined>;

/** The readings of one history. */
export interface HistorySignals {
  /**
   * The readings of one kind for these items, and for those that were asked for before. Readings are kept, and the signal, which has a
   * number for every item of the catalog, is not: ask for all items of a task at once.
   */
  read(kind: EvidenceKind, items: readonly number[]): ItemReadings;
  /** Number of items that are not in the history; at least 1. */
  readonly newItems: number;
  /** The users with the factors nearest to those of the last `last` interactions, nearest first, without the user. */
  nearestUsers(last: number): readonly Neighbor[];
}

/** What signals need of the catalog, whatever the history. */
export interface EvidenceTables {
  readonly categories: CategoryTable;
  readonly walk: WalkTable;
  readonly titles: TitleTable;
}

interface SignalInput {
  readonly index: CollaborativeIndex;
  readonly tables: EvidenceTables;
  /** The distinct items of the last `count` interactions. */
  readonly last: (count: number) => readonly number[];
  /** Factors of a user with only the last `count` interactions. */
  readonly factorsOf: (count: number) => ArrayLike<number>;
  readonly nearestUsers: (last: number) => readonly Neighbor[];
}

interface SignalDefinition {
  /** The part of the index that may be missing or left out. Default: none. */
  readonly needs?: "ease" | "neighbors";
  readonly create: (input: SignalInput) => Signal;
}

const SIGNALS: Record<EvidenceKind, SignalDefinition> = {
  together_1: { create: ({ index, last }) => togetherSignal(index, last(1)) },
  together_3: { create: ({ index, last }) => togetherSignal(index, last(3)) },
  together_all: { create: ({ index, last }) => togetherSignal(index, last(Infinity)) },
  soon_after_1: { create: ({ index, last }) => soonAfterSignal(index, last(1)) },
  soon_after_3: { create: ({ index, last }) => soonAfterSignal(index, last(3)) },
  soon_after_10: { create: ({ index, last }) => soonAfterSignal(index, last(10)) },
  two_steps_3: { create: ({ index, tables, last }) => twoStepsSignal(index, tables.walk, last(3)) },
  regression_10: { needs: "ease", create: ({ index, last }) => regressionSignal(index, last(10)) },
  regression_all: {
    needs: "ease",
    create: ({ index, last }) => regressionSignal(index, last(Infinity)),
  },
  factors_10: {
    create: ({ index, last, factorsOf }) => factorsSignal(index, last(10), factorsOf(10)),
  },
  factors_all: {
    create: ({ index, last, factorsOf }) =>
      factorsSignal(index, last(Infinity), factorsOf(Infinity)),
  },
  categories_10: { create: ({ tables, last }) => categorySignal(tables.categories, last(10)) },
  categories_all: {
    create: ({ tables, last }) => categorySignal(tables.categories, last(Infinity)),
  },
  titles_3: { create: ({ tables, last }) => titleSignal(tables.titles, last(3)) },
  titles_all: { create: ({ tables, last }) => titleSignal(tables.titles, last(Infinity)) },
  neighbors_10: {
    needs: "neighbors",
    create: ({ index, nearestUsers }) => neighborSignal(index, nearestUsers(10)),
  },
  neighbors_all: {
    needs: "neighbors",
    create: ({ index, nearestUsers }) => neighborSignal(index, nearestUsers(Infinity)),
  },
  popularity: { create: ({ index }) => popularitySignal(index) },
};

/** The part of the index that a kind of evidence needs and that may be missing or left out. */
export function neededPart(kind: EvidenceKind): SignalDefinition["needs"] {
  return SIGNALS[kind].needs;
}

/** A history as the index sees it, with its factors and nearest users, which are computed once. Items outside the catalog are ignored. */
export function openHistory(index: CollaborativeIndex, { userId, history }: EvidenceSubject) {
  const { itemIndex, userIndex } = index.matrix;
  const historyItems = history.flatMap(({ itemId }) => itemIndex.get(itemId) ?? []);
  const last = (count: number) => [...new Set(historyItems.slice(-count))];
  const own = userIndex.get(userId);
  const factorsOf = memoize((count: number) => index.als.foldIn(last(count)));
  const nearestUsers = memoize((count: number) =>
    index.userNeighbors.search(
      factorsOf(count),
      EVIDENCE_NEIGHBORS,
      own === undefined ? {} : { exclude: own },
    ),
  );
  return { items: new Set(historyItems), last, factorsOf, nearestUsers };
}

/** Creates the signals of one history. Items outside the catalog of the index are ignored. */
export function createHistorySignals(
  index: CollaborativeIndex,
  tables: EvidenceTables,
  subject: EvidenceSubject,
): HistorySignals {
  const { items: known, ...opened } = openHistory(index, subject);
  const newItems = Math.max(1, index.matrix.items.length - known.size);
  const readingsOf = memoize<EvidenceKind, Map<number, EvidenceReading | undefined>>(
    () => new Map(),
  );
  const readMissing = (kind: EvidenceKind, items: readonly number[]) => {
    const signal = SIGNALS[kind].create({ index, tables, ...opened });
    const found = items.filter((item) => signal.hasEvidence(item));
    const stronger = countAtLeastAsStrong(signal.strengths, { items: found, except: known });
    const readings = readingsOf(kind);
    for (const item of items) readings.set(item, undefined);
    for (const [at, item] of found.entries()) {
      const topPercent = (100 * Math.max(stronger[at] as number, 1)) / newItems;
      readings.set(item, { kind, ...signal.describe(item), topPercent });
    }
  };
  return {
    newItems,
    nearestUsers: opened.nearestUsers,
    read(kind, items) {
      const readings = readingsOf(kind);
      const missing = items.filter((item) => !readings.has(item));
      if (missing.length > 0) readMissing(kind, missing);
      return readings;
    },
  };
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
