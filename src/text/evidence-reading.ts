import type { Item } from "../types.js";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.js";

/** One kind of evidence for one candidate. */
export interface EvidenceReading {
  readonly kind: EvidenceKind;
  /** A count of users, pairs or interactions, or the score of a model. Texts do not state scores. */
  readonly value?: number;
  /** The total that `value` is a part of; absent for a score. */
  readonly base?: number;
  /** `value` divided by its expected value under independence; absent for a score. */
  readonly lift?: number;
  /** Of the items new to the user, the percentage with evidence at least as strong; above 0. A small value is strong evidence. */
  readonly topPercent: number;
  /** The number of those items, as an answer states it. */
  readonly rank?: number;
}

/** The evidence for one item. */
export interface EvidenceLine {
  readonly item: Item;
  /** The kinds that were looked up, in order. */
  readonly stated: readonly EvidenceKind[];
  /** Values of the kinds with evidence. */
  readonly readings: readonly EvidenceReading[];
}

const labelOf = new Map(EVIDENCE_KINDS.map((kind) => [kind.id, kind.label] as const));

/** A reading in words, such as `with last 3: 41 of 350, 2.6x chance, top 4.10%` or, for a score, `EASE from last 10: top 1.20%`. */
export function describeReading({ kind, value, base, lift, topPercent }: EvidenceReading): string {
  const top = `top ${formatTopPercent(topPercent)}%`;
  const counted =
    base === undefined || lift === undefined
      ? ""
      : `${value} of ${base}, ${formatLift(lift)}x chance, `;
  return `${labelOf.get(kind)}: ${counted}${top}`;
}

/** Two decimals below 10, one below 100. A positive value never becomes 0, whose logarithm is infinite. */
export function formatTopPercent(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value > 0 && value < 0.005) return value.toPrecision(2);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Two digits, of small values fewer: `12`, `2.2`, `0.36`, `0.05`, `0.004`. A positive value never becomes 0. */
export function formatLift(value: number): string {
  if (value >= 9.95) return value.toFixed(0);
  if (value >= 0.995) return String(Number(value.toFixed(1)));
  if (value >= 0.0095 || value === 0) return String(Number(value.toFixed(2)));
  return String(Number(value.toPrecision(1)));
}
