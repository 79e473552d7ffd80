import { EVIDENCE_KINDS, type EvidenceKind } from "../../text/evidence-kinds.js";
import type { BucketFamily } from "./buckets.js";

/** Strength of evidence: minus the logarithm of the share of items with as much. 0 is nothing, 7.6 one item in two thousand. */
const STRENGTH = { low: 0, high: 7.6, count: 20 };

/** How many times more often than chance, as a logarithm: from a twentieth to fifty-five times. */
const LIFT = { low: -3, high: 4, count: 15 };

/** Every measure that a student reads, in units that mean the same on any dataset: shares, ranks and logarithms. */
export const FAMILIES = {
  historyLength: { name: "choices", low: 0, high: 7, count: 29 },
  drift: { name: "drift", low: 0, high: 1, count: 21 },
  gap: { name: "gap", low: 0, high: 7, count: 8 },
  similarity: { name: "similarity", low: 0, high: 1, count: 11 },
  common: { name: "common", low: 0, high: 1, count: 11 },
  together: { name: "together", low: 0, high: 7, count: 8 },
} as const satisfies Record<string, BucketFamily>;

const strengths = new Map(EVIDENCE_KINDS.map(({ id }) => [id, { name: id, ...STRENGTH }] as const));

/** The buckets of a kind of evidence. */
export function strengthOf(kind: EvidenceKind): BucketFamily {
  return strengths.get(kind) ?? { name: kind, ...STRENGTH };
}

const lifts = new Map(
  EVIDENCE_KINDS.map(({ id }) => [id, { name: `${id} lift`, ...LIFT }] as const),
);

/** The buckets for how far a kind of evidence lies above chance. */
export function liftOf(kind: EvidenceKind): BucketFamily {
  return lifts.get(kind) ?? { name: `${kind} lift`, ...LIFT };
}

/** All families there are, those of evidence included. */
export const ALL_FAMILIES: readonly BucketFamily[] = [
  ...Object.values(FAMILIES),
  ...strengths.values(),
  ...lifts.values(),
];
