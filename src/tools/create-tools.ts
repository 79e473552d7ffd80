import type { StructuredToolInterface } from "@langchain/core/tools";
import { createEvidence } from "../collaborative/evidence/evidence.js";
import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import type { Dataset } from "../types.js";
import { createLookupUserHistory } from "./lookup-user-history.js";
import { createSearchNeighbors } from "./search-neighbors.js";
import { createFindSubject } from "./tool-subject.js";
import { createTranslateEvidence } from "./translate-evidence.js";

export interface CreateToolsOptions {
  /** Fitted on what the tasks at hand may see. */
  readonly index: CollaborativeIndex;
  /** Titles, categories, and what timestamps mean. */
  readonly dataset: Pick<Dataset, "items" | "clock">;
  /** False takes `search_neighbors` away, and the user-CF evidence with it. Default true. */
  readonly neighbors?: boolean;
  /** False takes `translate_evidence` away. Default true. */
  readonly evidence?: boolean;
}

/** The tools of teacher and student: the history, the neighbors, the evidence. All answer in plain text. */
export function createTools({
  index,
  dataset,
  neighbors = true,
  evidence = true,
}: CreateToolsOptions): StructuredToolInterface[] {
  const findSubject = createFindSubject(index);
  const signals = createEvidence({ index, items: dataset.items, neighbors });
  return [
    createLookupUserHistory({ findSubject, dataset }),
    ...(neighbors ? [createSearchNeighbors({ findSubject, evidence: signals })] : []),
    ...(evidence ? [createTranslateEvidence({ findSubject, evidence: signals })] : []),
  ];
}
