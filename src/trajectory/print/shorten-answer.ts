import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import {
  formatEvidenceLine,
  parseEvidenceLine,
  type EvidenceLine,
} from "../../text/evidence-line.js";
import { parseHistoryLine } from "../../text/history-line.js";

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
 * Shortens a tool answer: of evidence, the strongest lines with their strongest readings are kept; of a history, the first and
 * last lines; of any other answer, the first lines.
 */
export function shortenAnswer(text: string): ShortAnswer {
  const lines = text.split("\n");
  const evidence = lines.flatMap((line) => parseEvidenceLine(line) ?? []);
  if (evidence.length > 0) return shortenEvidence(lines[0] ?? "", evidence);
  if (lines.some((line) => parseHistoryLine(line) !== undefined)) return shortenMiddle(lines);
  return {
    lines: lines.slice(0, FIRST_LINES),
    leftOut: count(lines.length - FIRST_LINES, "more line"),
  };
}

function shortenEvidence(headline: string, evidence: readonly EvidenceLine[]): ShortAnswer {
  const strongest = [...evidence]
    .sort((one, other) => strength(one) - strength(other))
    .slice(0, STRONGEST_ITEMS);
  const weaker = count(evidence.length - strongest.length, "weaker line");
  const readings = evidence.flatMap((line) => line.readings).length;
  const shown = strongest.map(withStrongestReadings);
  const kept = shown.flatMap((line) => line.readings).length;
  return {
    lines: [firstSentence(headline), ...shown.map(formatEvidenceLine)],
    leftOut: [weaker, count(readings - kept, "weaker reading")]
      .filter((part) => part !== "")
      .join(", "),
  };
}

/** Small is strong; a line without a reading is weakest. */
function strength({ readings }: EvidenceLine): number {
  return Math.min(Infinity, ...readings.map(({ topPercent }) => topPercent));
}

function withStrongestReadings(line: EvidenceLine): EvidenceLine {
  const readings = [...line.readings]
    .sort((one, other) => one.topPercent - other.topPercent)
    .slice(0, STRONGEST_READINGS);
  const stated = EVIDENCE_KINDS.map(({ id }) => id).filter((id) =>
    readings.some(({ kind }) => kind === id),
  );
  return { item: line.item, stated, readings };
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
