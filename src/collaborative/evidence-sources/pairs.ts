import { columnsOfRow } from "../sparse.js";
import type { EvidenceEntry, EvidenceSources } from "./evidence-sources.js";
import type { SourceInput } from "./source-input.js";
import { positionOfFirst } from "./positions.js";

/** Users who chose both the item and a past choice: one entry per past choice and user. */
export function listSharedUsers({ evidence, item, history }: SourceInput): EvidenceSources {
  const { matrix } = evidence.index;
  const entries: EvidenceEntry[] = [];
  const choosers = new Set(columnsOfRow(matrix.columns, item));
  for (const choice of history) {
    if (choice === item) continue;
    for (const user of columnsOfRow(matrix.columns, choice)) {
      if (!choosers.has(user)) continue;
      entries.push({
        userId: matrix.users[user] ?? "",
        choice: matrix.items[choice] ?? "",
        choiceAt: positionOfFirst(matrix, user, choice),
        itemAt: positionOfFirst(matrix, user, item),
      });
    }
  }
  return { form: "counted", total: entries.length, entries };
}

/** Times that other users chose the item within the window after a past choice: one entry per time. */
export function listSoonAfter({ evidence, item, history }: SourceInput): EvidenceSources {
  const { matrix, soonAfter } = evidence.index;
  const { offsets, items } = matrix.sequences;
  const entries: EvidenceEntry[] = [];
  for (const choice of history) {
    if (choice === item) continue;
    for (const user of columnsOfRow(matrix.columns, choice)) {
      const start = offsets[user] ?? 0;
      const end = offsets[user + 1] ?? start;
      for (let at = start; at < end; at++) {
        if (items[at] !== choice) continue;
        const windowEnd = Math.min(at + soonAfter.window + 1, end);
        for (let later = at + 1; later < windowEnd; later++) {
          if (items[later] !== item) continue;
          entries.push({
            userId: matrix.users[user] ?? "",
            choice: matrix.items[choice] ?? "",
            choiceAt: at - start,
            itemAt: later - start,
          });
        }
      }
    }
  }
  return { form: "counted", total: entries.length, entries };
}
