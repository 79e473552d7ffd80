import { columnsOfRow } from "../sparse.js";
import type { EvidenceEntry, EvidenceSources } from "./evidence-sources.js";
import type { SourceInput } from "./source-input.js";
import { positionOfFirst } from "./positions.js";

/** All users who chose the item. */
export function listUserChoices({ evidence, item }: SourceInput): EvidenceSources {
  const { matrix } = evidence.index;
  const entries = Array.from(columnsOfRow(matrix.columns, item), (user): EvidenceEntry => ({
    userId: matrix.users[user] ?? "",
    itemAt: positionOfFirst(matrix, user, item),
  }));
  return { form: "counted", total: entries.length, entries };
}

/** The most similar users who chose the item, the most similar first. */
export function listNeighborChoices(input: SourceInput): EvidenceSources {
  const { evidence, subject, item, last } = input;
  const { matrix } = evidence.index;
  const entries = evidence
    .nearestUsers(subject, last)
    .flatMap(({ index: user, similarity }): EvidenceEntry[] => {
      const itemAt = positionOfFirst(matrix, user, item);
      return itemAt === -1
        ? []
        : [{ userId: matrix.users[user] ?? "", itemAt, weight: similarity }];
    });
  return { form: "counted", total: entries.length, entries };
}
