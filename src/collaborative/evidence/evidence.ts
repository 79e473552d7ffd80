import { kindsOfFocus, type EvidenceFocus, type EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceLine } from "../../text/evidence-line.js";
import type { Interaction, Item, ItemId } from "../../types.js";
import type { CollaborativeIndex } from "../collaborative-index.js";
import type { Neighbor } from "../neighbor-index.js";
import { createCategoryTable } from "./category-signal.js";
import {
  createHistorySignals,
  type EvidenceSubject,
  type HistorySignals,
} from "./history-signals.js";

export interface CreateEvidenceOptions {
  readonly index: CollaborativeIndex;
  /** The catalogue: titles and categories of the items of the index. */
  readonly items: ReadonlyMap<ItemId, Item>;
  /** False leaves user-CF out, for measuring what it is worth. Default true. */
  readonly neighbors?: boolean;
}

/** Translates collaborative signals into lines of evidence. */
export interface Evidence {
  readonly index: CollaborativeIndex;
  readonly items: ReadonlyMap<ItemId, Item>;
  /**
   * What the signals say about one item for one user. Kinds the index cannot give are left out. A line does not depend
   * on which other candidates a task has, so it means the same in every draw of negatives.
   */
  line(subject: EvidenceSubject, itemId: ItemId, focus: EvidenceFocus): EvidenceLine;
  /** The users nearest to the user's last choices (default: to all of them), nearest first; never the user. */
  nearestUsers(subject: EvidenceSubject, last?: number): readonly Neighbor[];
}

/** Signals are computed when a line first needs them and remembered as long as the subject's history array lives. */
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
  const remembered = new WeakMap<readonly Interaction[], HistorySignals>();
  const signalsOf = (subject: EvidenceSubject) => {
    const known = remembered.get(subject.history);
    if (known !== undefined) return known;
    const signals = createHistorySignals(index, table, subject);
    remembered.set(subject.history, signals);
    return signals;
  };
  const isKnown = (kind: EvidenceKind) =>
    (index.ease !== null || !kind.startsWith("regression")) &&
    (neighbors || !kind.startsWith("neighbors"));

  return {
    index,
    items,
    line(subject, itemId, focus) {
      const signals = signalsOf(subject);
      const item = index.matrix.itemIndex.get(itemId);
      const stated = kindsOfFocus(focus)
        .map(({ id }) => id)
        .filter(isKnown);
      const readings = item === undefined ? [] : stated.map((kind) => signals.read(kind, item));
      return {
        item: items.get(itemId) ?? { id: itemId, title: "unknown item", categories: [] },
        stated,
        readings: readings.filter((reading) => reading !== undefined),
      };
    },
    nearestUsers: (subject, last = Infinity) => signalsOf(subject).nearestUsers(last),
  };
}
