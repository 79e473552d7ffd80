import { EVIDENCE_KINDS, type EvidenceKind } from "../../text/evidence-kinds.js";
import { type BucketedFeature, bucketName } from "./buckets.js";

/** Negative natural logarithm of the share of items with at least as much evidence: 0 if it is all items, 7.6 if it is one in 2000. */
const STRENGTH = { low: 0, high: 7.6, count: 20 };

/** Natural logarithm of the ratio to chance: from 1/20 to 55 times. */
const LIFT = { low: -3, high: 4, count: 15 };

/** Numeric features that a student reads, in units that are comparable across datasets: shares, ranks and logarithms. */
export const FEATURES = {
  historyLength: { name: "choices", low: 0, high: 7, count: 29 },
  drift: { name: "drift", low: 0, high: 1, count: 21 },
  gap: { name: "gap", low: 0, high: 7, count: 8 },
  similarity: { name: "similarity", low: 0, high: 1, count: 11 },
  common: { name: "common", low: 0, high: 1, count: 11 },
  together: { name: "together", low: 0, high: 7, count: 8 },
} as const satisfies Record<string, BucketedFeature>;

const strengths = new Map(EVIDENCE_KINDS.map(({ id }) => [id, { name: id, ...STRENGTH }] as const));

/** The strength feature of a kind of evidence. */
export function strengthFeature(kind: EvidenceKind): BucketedFeature {
  return strengths.get(kind) ?? { name: kind, ...STRENGTH };
}

const lifts = new Map(
  EVIDENCE_KINDS.map(({ id }) => [id, { name: `${id} lift`, ...LIFT }] as const),
);

/** The lift feature of a kind of evidence: its ratio to chance. */
export function liftFeature(kind: EvidenceKind): BucketedFeature {
  return lifts.get(kind) ?? { name: `${kind} lift`, ...LIFT };
}

/** The kinds of evidence of which a set of token names has no bucket: a student with these names was trained before there was such a kind. */
export function findMissingKinds(names: ReadonlySet<string>): EvidenceKind[] {
  return EVIDENCE_KINDS.map(({ id }) => id).filter(
    (kind) => !names.has(bucketName(strengthFeature(kind).name, 0)),
  );
}

/** All numeric features, including strength and lift of every kind of evidence. */
export const ALL_FEATURES: readonly BucketedFeature[] = [
  ...Object.values(FEATURES),
  ...strengths.values(),
  ...lifts.values(),
];
