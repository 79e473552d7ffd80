import { countCategories } from "../../text/category-counts.js";
import { inlineData } from "../../text/data-text.js";
import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-reading.js";
import { parseHistoryAnswer } from "../../text/history-answer.js";
import { findNearestNeighbor } from "../../text/neighbor-line.js";
import type { Observation } from "./role-request.js";

/** A sentence about the windows of evidence that were read. */
export function describeFocuses(observations: readonly Observation[]): string {
  const focuses = observations.flatMap(({ arguments: { focus } }) =>
    typeof focus === "string" ? [focus] : [],
  );
  return focuses.length > 0
    ? `Evidence read: ${[...new Set(focuses)].join(", ")}.`
    : "No evidence was read.";
}

/** A sentence about the two most frequent categories in the histories of some tool answers; empty without a history. */
export function describeHistory(texts: readonly string[]): string {
  const history = texts.flatMap((text) => parseHistoryAnswer(text).map(({ item }) => item));
  if (history.length === 0) return "";
  const [first, second] = countCategories(history);
  const named = [first, second].flatMap((entry) =>
    entry === undefined ? [] : [`${inlineData(entry[0])} (${entry[1]})`],
  );
  return `Among the ${history.length} choices read, ${named.join(" and ") || "no category"} occur most.`;
}

/** A sentence about the nearest neighbor in some tool answers; empty without neighbors. */
export function describeNeighbors(texts: readonly string[]): string {
  const nearest = texts.map(findNearestNeighbor).find((line) => line !== undefined);
  return nearest === undefined ? "" : `Nearest of all: ${nearest}.`;
}

const LABELS = new Map<string, string>(EVIDENCE_KINDS.map(({ id, label }) => [id, label]));

/** Readings as text, such as `with last 3 41, 2.6x, rank 69`. */
export function describeReasons(readings: readonly EvidenceReading[]): string {
  if (readings.length === 0) return "no evidence of its own";
  return readings
    .map(({ kind, value, base, lift, rank }) => {
      const counted = base === undefined ? "" : ` ${value}, ${lift}x`;
      return `${LABELS.get(kind)}${counted}, rank ${rank}`;
    })
    .join("; ");
}
