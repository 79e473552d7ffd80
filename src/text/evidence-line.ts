import type { Item } from "../types.js";
import { EVIDENCE_KINDS, type EvidenceKind } from "./evidence-kinds.js";
import { formatItem, ITEM_PATTERN, readItem } from "./item-line.js";

/** One kind of evidence for one candidate, as it stands in the text. */
export interface EvidenceReading {
  readonly kind: EvidenceKind;
  /** A count of users, pairs or choices; for a regression its score. */
  readonly value: number;
  /** What `value` is a count of; absent for a score. */
  readonly base?: number;
  /** `value` over what chance alone would give; absent for a score. */
  readonly lift?: number;
  /** Share of the items new to the user with evidence at least as strong, in percent, above 0. Small is strong. */
  readonly topPercent: number;
}

/** All that a line says about one candidate. */
export interface EvidenceLine {
  readonly item: Item;
  /** The kinds the line speaks of, in order. */
  readonly stated: readonly EvidenceKind[];
  /** The kinds with evidence; a stated kind without a reading is written as "none". */
  readonly readings: readonly EvidenceReading[];
}

const labelOf = new Map(EVIDENCE_KINDS.map((kind) => [kind.id, kind.label] as const));
const kindOf = new Map<string, EvidenceKind>(EVIDENCE_KINDS.map((kind) => [kind.label, kind.id]));

/**
 * One line of evidence, such as
 * `[242] "Kolya (1996)" (Comedy): with last 3: 41 of 350, 2.60x chance, top 4.10%; soon after last 1: none`.
 * Counts are exact. Lifts and percents are rounded to hundredths below 10, to tenths below 100, to whole numbers above;
 * scores to thousandths.
 */
export function formatEvidenceLine({ item, stated, readings }: EvidenceLine): string {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  const clauses = stated.map((kind) => formatClause(kind, found.get(kind)));
  return `${formatItem(item)}: ${clauses.join("; ")}`;
}

/** One kind's part of a line, such as `with last 3: 41 of 350, 2.60x chance, top 4.10%`. */
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

/** Enough digits to compare, few enough to read; what is above 0 stays above 0. */
function formatNumber(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value > 0 && value < 0.005) return value.toPrecision(2);
  return value.toFixed(value >= 10 ? 1 : 2);
}

const LINE = new RegExp(`^${ITEM_PATTERN}: (.*)$`);
const READING = /^(?:score (-?[\d.]+)|(\d+) of (\d+), ([\d.]+)x chance), top ([\d.]+)%$/;

/** The item of a line, and the clauses that are said of it, as they stand; undefined for any other text. */
export function splitEvidenceLine(
  text: string,
): { readonly item: string; readonly said: string } | undefined {
  const said = LINE.exec(text)?.[4];
  return said === undefined ? undefined : { item: text.slice(0, -said.length), said };
}

/**
 * Takes a line apart again.
 *
 * @returns What the line says, or undefined when it is not a line of evidence.
 */
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
