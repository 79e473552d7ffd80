import type { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { Evidence } from "../evidence/evidence.js";
import type { EvidenceSubject } from "../evidence/history-signals.js";

/** What the sources of one kind are listed from, as indexes. */
export interface SourceInput {
  readonly evidence: Evidence;
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  readonly subject: EvidenceSubject;
  readonly item: number;
  /** The distinct past choices that the kind is about. */
  readonly history: readonly number[];
  /** Number of the last interactions that the kind is about. */
  readonly last: number;
}
