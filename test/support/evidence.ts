import { formatEvidenceAnswer } from "../../src/text/evidence-answer.js";
import {
  EVIDENCE_KINDS,
  type EvidenceFocus,
  type EvidenceKind,
} from "../../src/text/evidence-kinds.js";
import type { EvidenceReading } from "../../src/text/evidence-reading.js";

/** What {@link evidenceText} writes. */
interface EvidenceTextOptions {
  readonly userId?: string;
  readonly focus?: EvidenceFocus;
  readonly stated: readonly EvidenceKind[];
  /** Readings by item. */
  readonly rows: Readonly<Record<string, readonly EvidenceReading[]>>;
}

/** An answer of `translate_evidence`, with 10,000 new items, so that percentages with two decimals are whole ranks. */
export function evidenceText({
  userId = "7",
  focus = "all",
  stated,
  rows,
}: EvidenceTextOptions): string {
  const table = {
    newItems: 10_000,
    stated,
    rows: Object.entries(rows).map(([itemId, readings]) => ({ itemId, readings })),
  };
  return formatEvidenceAnswer({
    userId,
    focus,
    hasHistory: true,
    users: 90,
    catalogSize: 10_010,
    table,
  });
}

/** A reading of any kind: counts get a base and a lift. */
export function reading(kind: EvidenceKind, topPercent: number, value = 1): EvidenceReading {
  const isScore = EVIDENCE_KINDS.some(({ id, form }) => id === kind && form === "score");
  return isScore ? { kind, topPercent } : { kind, value, base: 90, lift: 3, topPercent };
}
