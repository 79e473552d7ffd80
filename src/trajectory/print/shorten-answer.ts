import { printId } from "../../text/data-text.js";
import { parseEvidenceAnswer } from "../../text/evidence-answer.js";
import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import { describeReading } from "../../text/evidence-reading.js";
import type { EvidenceRow } from "../../text/evidence-table.js";
import { parseHistoryAnswer } from "../../text/history-answer.js";

const STRONGEST_ITEMS = 3;
const STRONGEST_READINGS = 3;
const OUTER_LINES = 2;
const FIRST_LINES = 4;

/** The shown part of a tool answer. */
interface ShortAnswer {
  readonly lines: readonly string[];
  /** Description of the omitted part; empty when nothing was omitted. */
  readonly leftOut: string;
}

/**
 * Shortens a tool answer: of evidence, the strongest items with their strongest readings are kept, in words; of a history, the first and
 * last lines; of any other answer, the first lines.
 */
export function shortenAnswer(text: string): ShortAnswer {
  const lines = text.split("\n");
  const rows = parseEvidenceAnswer(text)?.table.rows ?? [];
  if (rows.length > 0) return shortenEvidence(lines[0] ?? "", rows);
  if (parseHistoryAnswer(text).length > 0) return shortenMiddle(lines);
  return {
    lines: lines.slice(0, FIRST_LINES),
    leftOut: count(lines.length - FIRST_LINES, "more line"),
  };
}

function shortenEvidence(headline: string, rows: readonly EvidenceRow[]): ShortAnswer {
  const strongest = [...rows]
    .sort((one, other) => strength(one) - strength(other))
    .slice(0, STRONGEST_ITEMS);
  const weaker = count(rows.length - strongest.length, "weaker item");
  const readings = rows.flatMap((row) => row.readings).length;
  const shown = strongest.map(withStrongestReadings);
  const kept = shown.flatMap((row) => row.readings).length;
  return {
    lines: [firstSentence(headline), ...shown.map(describeRow)],
    leftOut: [weaker, count(readings - kept, "weaker reading")]
      .filter((part) => part !== "")
      .join(", "),
  };
}

function describeRow({ itemId, readings }: EvidenceRow): string {
  return `[${printId(itemId)}] ${readings.map(describeReading).join("; ") || "none"}`;
}

/** Small is strong; a row without a reading is weakest. */
function strength({ readings }: EvidenceRow): number {
  return Math.min(Infinity, ...readings.map(({ topPercent }) => topPercent));
}

function withStrongestReadings({ itemId, readings }: EvidenceRow): EvidenceRow {
  const strongest = [...readings]
    .sort((one, other) => one.topPercent - other.topPercent)
    .slice(0, STRONGEST_READINGS)
    .map(({ kind }) => kind);
  const inOrder = EVIDENCE_KINDS.flatMap(({ id }) =>
    readings.filter(({ kind }) => kind === id && strongest.includes(kind)),
  );
  return { itemId, readings: inOrder };
}

function firstSentence(text: string): string {
  const end = text.indexOf(". ");
  return end === -1 ? text : text.slice(0, end + 1);
}

function shortenMiddle(lines: readonly string[]): ShortAnswer {
  const head = lines.slice(0, 1 + OUTER_LINES);
  const tail = lines.slice(Math.max(head.length, lines.length - OUTER_LINES));
  const left = count(lines.length - head.length - tail.length, "line");
  return { lines: [...head, ...(left === "" ? [] : [`… ${left} …`]), ...tail], leftOut: "" };
}

function count(number: number, what: string): string {
  return number > 0 ? `${number} ${what}${number === 1 ? "" : "s"}` : "";
}
