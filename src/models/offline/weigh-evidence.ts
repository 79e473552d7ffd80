import { EVIDENCE_KINDS, type EvidenceKind } from "../../text/evidence-kinds.js";
import { parseEvidenceLine, type EvidenceReading } from "../../text/evidence-line.js";
import type { Item } from "../../types.js";

/** What all lines read so far say about one item: for each stated kind its reading, or null for "none". */
export type ItemEvidence = ReadonlyMap<EvidenceKind, EvidenceReading | null>;

/** Collects the lines of evidence in some texts, by item id. Later lines add kinds to earlier ones. */
export function collectEvidence(texts: readonly string[]): Map<string, ItemEvidence> {
  const collected = new Map<string, Map<EvidenceKind, EvidenceReading | null>>();
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    const parsed = parseEvidenceLine(line);
    if (parsed === undefined) continue;
    const item = collected.get(parsed.item.id) ?? new Map<EvidenceKind, EvidenceReading | null>();
    for (const kind of parsed.stated) item.set(kind, null);
    for (const reading of parsed.readings) item.set(reading.kind, reading);
    collected.set(parsed.item.id, item);
  }
  return collected;
}

/**
 * The base rate is the same for everybody and so says nothing about this user: it is shown, but has no vote.
 */
const HAS_NO_VOTE: readonly EvidenceKind[] = ["popularity"];

/**
 * Scales scores so that sampling at temperature 1 explores: the held-out item of training tasks then comes first in at
 * least one of 8 samples for three tasks in four. Fixed once, see docs/decisions.
 */
const SCORE_SCALE = 1.1;

/**
 * Fisher's method: each kind of evidence states which share p of the other items is at least as strong, and the score is
 * the mean of -ln p. Every kind has one vote, no kind has a weight; "none" counts as p = 1.
 *
 * @returns A score an item, 0 or more; undefined when no kind was stated for all of them.
 * @see Fisher (1925), Statistical Methods for Research Workers, section 21.1
 */
export function scoreByEvidence(
  items: readonly Item[],
  evidence: ReadonlyMap<string, ItemEvidence>,
): number[] | undefined {
  const stated = EVIDENCE_KINDS.map(({ id }) => id).filter(
    (kind) => !HAS_NO_VOTE.includes(kind) && items.every(({ id }) => evidence.get(id)?.has(kind)),
  );
  if (stated.length === 0) return undefined;
  return items.map(({ id }) => {
    const surprise = stated.map(
      (kind) => -Math.log((evidence.get(id)?.get(kind)?.topPercent ?? 100) / 100),
    );
    return (SCORE_SCALE * surprise.reduce((sum, value) => sum + value, 0)) / stated.length;
  });
}

/** The readings that speak most strongly for an item, strongest first, the base rate left out. */
export function strongest(evidence: ItemEvidence | undefined, count: number): EvidenceReading[] {
  return [...(evidence?.values() ?? [])]
    .filter((reading) => reading !== null)
    .filter(({ kind }) => !HAS_NO_VOTE.includes(kind))
    .sort((first, second) => first.topPercent - second.topPercent)
    .slice(0, count);
}

/** How many kinds were stated that have a vote, with or without evidence. */
export function countVoters(evidence: ItemEvidence | undefined): number {
  return [...(evidence?.keys() ?? [])].filter((kind) => !HAS_NO_VOTE.includes(kind)).length;
}
