import { kindsOfFocus, type EvidenceFocus, type EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceLine } from "../../text/evidence-reading.js";
import { lookUpItem } from "../../text/item-line.js";
import type { Interaction, Item, ItemId } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { createCategoryTable } from "./category-table.js";
import {
  createHistorySignals,
  neededPart,
  type EvidenceSubject,
  type HistorySignals,
} from "./history-signals.js";
import { createTermTable } from "./term-table.js";
import type { TitleVectors } from "./title-vectors.js";
import { createWalkTable } from "./two-steps-signal.js";
import { createVectorTable } from "./vector-table.js";

/** Options of {@link createEvidence}. */
interface CreateEvidenceOptions {
  readonly index: CollaborativeIndex;
  /** The catalog, for titles and categories. */
  readonly items: ReadonlyMap<ItemId, Item>;
  /** False leaves out user-CF evidence, for ablations. Default true. */
  readonly neighbors?: boolean;
  /** Titles are compared by these. Default: by their words. */
  readonly titleVectors?: TitleVectors | undefined;
}

/** Translates collaborative signals into evidence lines. */
export interface Evidence {
  readonly index: CollaborativeIndex;
  readonly items: ReadonlyMap<ItemId, Item>;
  /**
   * The evidence for items and a user, in the order of the items. Kinds that the index does not support are left out. A line does not depend
   * on the other items.
   */
  lines(
    subject: EvidenceSubject,
    itemIds: readonly ItemId[],
    focus: EvidenceFocus,
  ): readonly EvidenceLine[];
  /** Number of catalog items that are not in the user's history; at least 1. */
  countNewItems(subject: EvidenceSubject): number;
  /** The users nearest to the user's last `last` interactions (default: all), nearest first, without the user. */
  nearestUsers(subject: EvidenceSubject, last?: number): readonly Neighbor[];
}

/** Histories whose readings are kept: more than tasks run at a time, so that a long run does not keep those of all its tasks. */
const KEPT_HISTORIES = 256;

/** Creates the evidence of an index. Readings are computed on first use, and kept for the history arrays that were used last. */
export function createEvidence({
  index,
  items,
  neighbors = true,
  titleVectors,
}: CreateEvidenceOptions): Evidence {
  const { matrix } = index;
  const tables = {
    categories: createCategoryTable(
      matrix.items.map((id) => items.get(id)),
      matrix.itemCounts,
    ),
    walk: createWalkTable(index),
    titles:
      titleVectors === undefined
        ? createTermTable(matrix.items.map((id) => items.get(id)?.title ?? ""))
        : createVectorTable(titleVectors, matrix.items),
  };
  const cache = new Map<readonly Interaction[], HistorySignals>();
  const signalsOf = (subject: EvidenceSubject) => {
    const { history } = subject;
    const signals = cache.get(history) ?? createHistorySignals(index, tables, subject);
    // The last one is at the end.
    cache.delete(history);
    cache.set(history, signals);
    for (const oldest of cache.keys()) {
      if (cache.size <= KEPT_HISTORIES) break;
      cache.delete(oldest);
    }
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
    lines(subject, itemIds, focus) {
      const stated = kindsOfFocus(focus)
        .map(({ id }) => id)
        .filter(isSupported);
      const indexes = itemIds.map((itemId) => index.matrix.itemIndex.get(itemId));
      const known = indexes.filter((item) => item !== undefined);
      const signals = signalsOf(subject);
      const readings = stated.map((kind) => signals.read(kind, known));
      return itemIds.map((itemId, at) => ({
        item: lookUpItem(items, itemId),
        stated,
        readings: readings.flatMap((byItem) => byItem.get(indexes[at] ?? -1) ?? []),
      }));
    },
    countNewItems: (subject) => signalsOf(subject).newItems,
    nearestUsers: (subject, last = Infinity) => signalsOf(subject).nearestUsers(last),
  };
}
