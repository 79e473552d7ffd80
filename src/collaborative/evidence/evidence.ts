import { kindsOfFocus, type EvidenceFocus, type EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceLine } from "../../text/evidence-reading.js";
import { lookUpItem } from "../../text/item-line.js";
import type { Interaction, Item, ItemId } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { createCategoryTable } from "./category-signal.js";
import {
  createHistorySignals,
  neededPart,
  type EvidenceSubject,
  type HistorySignals,
} from "./history-signals.js";

/** Options of {@link createEvidence}. */
interface CreateEvidenceOptions {
  readonly index: CollaborativeIndex;
  /** The catalog, for titles and categories. */
  readonly items: ReadonlyMap<ItemId, Item>;
  /** False leaves out user-CF evidence, for ablations. Default true. */
  readonly neighbors?: boolean;
}

/** Translates collaborative signals into evidence lines. */
export interface Evidence {
  readonly index: CollaborativeIndex;
  readonly items: ReadonlyMap<ItemId, Item>;
  /**
   * The evidence for one item and user. Kinds that the index does not support are left out. A line does not depend on the
   * other candidates of a task.
   */
  line(subject: EvidenceSubject, itemId: ItemId, focus: EvidenceFocus): EvidenceLine;
  /** Number of catalog items that are not in the user's history; at least 1. */
  countNewItems(subject: EvidenceSubject): number;
  /** The users nearest to the user's last `last` interactions (default: all), nearest first, without the user. */
  nearestUsers(subject: EvidenceSubject, last?: number): readonly Neighbor[];
}

/** Creates the evidence of an index. Signals are computed on first use and cached per history array. */
export function createEvidence({
  index,
  items,
  neighbors = true,
}: CreateEvidenceOptions): Evidence {
  const { matrix } = index;
  const table = createCategoryTable(
    matrix.items.map((id) => items.get(id)),
    matrix.itemCounts,
  );
  const cache = new WeakMap<readonly Interaction[], HistorySignals>();
  const signalsOf = (subject: EvidenceSubject) => {
    const cached = cache.get(subject.history);
    if (cached !== undefined) return cached;
    const signals = createHistorySignals(index, table, subject);
    cache.set(subject.history, signals);
    return signals;
  };
  const isAvailable = { ease: index.ease !== null, neighbors };
  const isSupported = (kind: EvidenceKind) => {
    const part = neededPart(kind);
    return part === undefined || isAvailable[part];
  };

  return {
    index,
    items,
    line(subject, itemId, focus) {
      const signals = signalsOf(subject);
      const item = index.matrix.itemIndex.get(itemId);
      const stated = kindsOfFocus(focus)
        .map(({ id }) => id)
        .filter(isSupported);
      const readings = item === undefined ? [] : stated.map((kind) => signals.read(kind, item));
      return {
        item: lookUpItem(items, itemId),
        stated,
        readings: readings.filter((reading) => reading !== undefined),
      };
    },
    countNewItems: (subject) => signalsOf(subject).newItems,
    nearestUsers: (subject, last = Infinity) => signalsOf(subject).nearestUsers(last),
  };
}
