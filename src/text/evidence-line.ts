import type { Item } from "../types.js";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.js";
import { formatItem, ITEM_PATTERN, readItem } from "./item-line.js";

/** One kind of evidence for one candidate. */
export interface EvidenceReading {
  readonly kind: EvidenceKind;
  /** A count of users, pairs or interactions, or the score of a model. */
  readonly value: number;
  /** The total that `value` is a part of; absent for a score. */
  readonly base?: number;
  /** `value` divided by its expected value under independence; absent for a score. */
  readonly lift?: number;
  /** Of the items new to the user, the percentage with evidence at least as strong; above 0. A small value is strong evidence. */
  readonly topPercent: number;
}

/** The evidence for one candidate. */
export interface EvidenceLine {
  readonly item: Item;
  /** The kinds that the line lists, in order. */
  readonly stated: readonly EvidenceKind[];
  /** Values of the kinds with evidence; a stated kind without a reading is written as "none". */
  readonly readings: readonly EvidenceReading[];
}

const labelOf = new Map(EVIDENCE_KINDS.map((kind) => [kind.id, kind.label] as const));
const kindOf = new Map<string, EvidenceKind>(EVIDENCE_KINDS.map((kind) => [kind.label, kind.id]));

/**
 * One line of evidence, such as
 * `[242] "Kolya (1996)" (Comedy): with last 3: 41 of 350, 2.60x chance, top 4.10%; soon after last 1: none`.
 * Counts are exact. Lifts and percentages have two decimals below 10, one below 100 and none above, scores three decimals.
 */
export function formatEvidenceLine({ item, stated, readings }: EvidenceLine): string {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  const clauses = stated.map((kind) => formatClause(kind, found.get(kind)));
  return `${formatItem(item)}: ${clauses.join("; ")}`;
}

/** The part of a line for one kind, such as `with last 3: 41 of 350, 2.60x chance, top 4.10%`. */
export function formatClause(kind: EvidenceKind, reading: EvidenceReading | undefined): string {
  return `${labelOf.get(kind)}: ${formatReading(reading)}`;
}

function formatReading(reading: EvidenceReading | undefined): string {
  if (reading === undefined) return "none";
  const { value, base, lift, topPercent } = reading;
  const top = `top ${formatNumber(topPercent)}%`;
  return base === undefined || lift === undefined
    ? `score ${value.toFixed(3)}, ${top}`
    : `${value} of ${base}, ${formatNumber(lift)}x chance, ${top}`;
}

/** A positive value never becomes 0, whose logarithm is infinite. */
function formatNumber(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value > 0 && value < 0.005) return value.toPrecision(2);
  return value.toFixed(value >= 10 ? 1 : 2);
}

const LINE = new RegExp(`^${ITEM_PATTERN}: (.*)$`);
const READING = /^(?:score (-?[\d.]+)|(\d+) of (\d+), ([\d.]+)x chance), top ([\d.]+)%$/;

/** Splits a line into the text of its item and the text of its clauses; undefined for any other text. */
export function splitEvidenceLine(
  text: string,
): { readonly item: string; readonly clauses: string } | undefined {
  const clauses = LINE.exec(text)?.[4];
  return clauses === undefined ? undefined : { item: text.slice(0, -clauses.length), clauses };
}

/** The inverse of {@link formatEvidenceLine}, except for rounding; undefined for any other text. */
export function parseEvidenceLine(text: string): EvidenceLine | undefined {
  const parts = LINE.exec(text);
  if (parts === null) return undefined;
  const clauses = (parts[4] ?? "").split("; ").map(parseClause);
  const known = clauses.filter((clause) => clause !== undefined);
  if (known.length < clauses.length) return undefined;
  return {
    item: readItem(parts.slice(1, 4)),
    stated: known.map(({ kind }) => kind),
    readings: known.flatMap(({ reading }) => reading ?? []),
  };
}

interface Clause {
  readonly kind: EvidenceKind;
  readonly reading?: EvidenceReading;
}

function parseClause(clause: string): Clause | undefined {
  const [label = "", text = ""] = clause.split(": ");
  const kind = kindOf.get(label);
  if (kind === undefined) return undefined;
  if (text === "none") return { kind };
  const parts = READING.exec(text);
  if (parts === null) return undefined;
  const [, score, value, base, lift, top] = parts;
  const reading = { kind, value: Number(score ?? value), topPercent: Number(top) };
  return score === undefined
    ? { kind, reading: { ...reading, base: Number(base), lift: Number(lift) } }
    : { kind, reading };
}
