import { EVIDENCE_KINDS, type EvidenceKind } from "../../text/evidence-kinds.js";
import { parseEvidenceAnswer } from "../../text/evidence-answer.js";
import type { EvidenceReading } from "../../text/evidence-reading.js";
import type { Item } from "../../types.js";

/** Evidence for one item: a reading per stated kind, or null for "none". */
export type ItemEvidence = ReadonlyMap<EvidenceKind, EvidenceReading | null>;

/**
 * Collects the evidence of some tool answers by item id. Several rows about one item are merged; later readings replace earlier
 * ones. Other answers are not read: a summary in a model's words could contain a line that looks like evidence.
 */
export function collectEvidence(texts: readonly string[]): Map<string, ItemEvidence> {
  const collected = new Map<string, Map<EvidenceKind, EvidenceReading | null>>();
  for (const { stated, rows } of texts.flatMap((text) => parseEvidenceAnswer(text)?.table ?? [])) {
    for (const { itemId, readings } of rows) {
      const item = collected.get(itemId) ?? new Map<EvidenceKind, EvidenceReading | null>();
      for (const kind of stated) item.set(kind, null);
      for (const reading of readings) item.set(reading.kind, reading);
      collected.set(itemId, item);
    }
  }
  return collected;
}

/** True if a kind is part of the score. Popularity is not, because it is the same for all users. */
const IS_SCORED: Record<EvidenceKind, boolean> = {
  together_1: true,
  together_3: true,
  soon_after_1: true,
  soon_after_3: true,
  soon_after_10: true,
  two_steps_3: true,
  regression_10: true,
  factors_10: true,
  categories_10: true,
  titles_3: true,
  together_all: true,
  regression_all: true,
  factors_all: true,
  categories_all: true,
  titles_all: true,
  neighbors_all: true,
  neighbors_10: true,
  popularity: false,
};

/**
 * Scale of the scores for sampling at temperature 1: the held-out item ranks first in at least one of 8 samples for three in
 * four training tasks. Frozen, see docs/decisions/0001-the-offline-teacher.md.
 */
const SCORE_SCALE = 1.1;

/**
 * Combines the kinds of evidence by Fisher's method. A reading states the share p of items with evidence at least as strong;
 * the score is the mean of -ln p over the kinds, without weights. "none" counts as p = 1.
 *
 * @returns One score per item, at least 0; undefined when no kind was stated for all of them.
 * @see Fisher (1925), Statistical Methods for Research Workers, section 21.1
 */
export function scoreByEvidence(
  items: readonly Item[],
  evidence: ReadonlyMap<string, ItemEvidence>,
): number[] | undefined {
  const stated = EVIDENCE_KINDS.map(({ id }) => id).filter(
    (kind) => IS_SCORED[kind] && items.every(({ id }) => evidence.get(id)?.has(kind)),
  );
  if (stated.length === 0) return undefined;
  return items.map(({ id }) => {
    const logarithms = stated.map(
      (kind) => -Math.log((evidence.get(id)?.get(kind)?.topPercent ?? 100) / 100),
    );
    return (SCORE_SCALE * logarithms.reduce((sum, value) => sum + value, 0)) / stated.length;
  });
}

/** The strongest readings of an item, strongest first, without popularity. */
export function strongestReadings(
  evidence: ItemEvidence | undefined,
  count: number,
): EvidenceReading[] {
  return [...(evidence?.values() ?? [])]
    .filter((reading) => reading !== null)
    .filter(({ kind }) => IS_SCORED[kind])
    .sort((first, second) => first.topPercent - second.topPercent)
    .slice(0, count);
}

/** Number of stated kinds that are part of the score, including those with "none". */
export function countScoredKinds(evidence: ItemEvidence | undefined): number {
  return [...(evidence?.keys() ?? [])].filter((kind) => IS_SCORED[kind]).length;
}
