import { EVIDENCE_KINDS, type EvidenceKind } from "../../text/evidence-kinds.js";
import type { ItemId } from "../../types.js";
import type { Evidence } from "../evidence/evidence.js";
import type { EvidenceSubject } from "../evidence/history-signals.js";
import { listCategoryMatches } from "./category-matches.js";
import { listNeighborChoices, listUserChoices } from "./choices.js";
import type { EvidenceSources } from "./evidence-sources.js";
import { listSharedUsers, listSoonAfter } from "./pairs.js";
import { listChoiceParts, listTwoStepParts } from "./score-parts.js";
import type { SourceInput } from "./source-input.js";

/** What the evidence of one kind for one item is asked for. */
export interface EvidenceQuestion {
  readonly subject: EvidenceSubject;
  readonly kind: EvidenceKind;
  readonly itemId: ItemId;
}

/** By the letter of the kind's column. A kind without an entry is a score that is not a sum of parts. */
const LISTERS: Readonly<Record<string, (input: SourceInput) => EvidenceSources>> = {
  w: listSharedUsers,
  s: listSoonAfter,
  t: listTwoStepParts,
  E: listChoiceParts,
  T: listChoiceParts,
  c: listCategoryMatches,
  n: listNeighborChoices,
  p: listUserChoices,
};

/**
 * Lists what is behind the evidence for one item: which interactions of which users, or what a score is made of. Only the interactions that
 * the index was fitted on are read. Items outside the catalog have none.
 */
export function listEvidenceSources(
  evidence: Evidence,
  { subject, kind, itemId }: EvidenceQuestion,
): EvidenceSources {
  const { itemIndex } = evidence.index.matrix;
  const item = itemIndex.get(itemId);
  const definition = EVIDENCE_KINDS.find(({ id }) => id === kind);
  const list = LISTERS[definition?.column.slice(0, 1) ?? ""];
  if (item === undefined || definition === undefined || list === undefined)
    return { form: "none", total: 0, entries: [] };
  // Columns end with the number of choices that they are about, or with h for all of them; that of all users has none.
  const last = Number(definition.column.slice(1)) || Infinity;
  const known = subject.history.flatMap((one) => itemIndex.get(one.itemId) ?? []);
  const history = [...new Set(known.slice(-last))];
  return list({ evidence, kind: definition, subject, item, history, last });
}
