import { countCategories } from "../../text/category-counts.js";
import { inlineData, printId } from "../../text/data-text.js";
import { EVIDENCE_KINDS } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-line.js";
import { parseHistoryLine } from "../../text/history-line.js";
import { findNearestNeighbor } from "../../text/neighbor-line.js";
import type { Item } from "../../types.js";
import type { Observation } from "./role-request.js";
import { type collectEvidence, strongestReadings } from "./weigh-evidence.js";

/** A sentence about the windows of evidence that were read. */
export function describeReading(observations: readonly Observation[]): string {
  const focuses = observations.flatMap(({ arguments: { focus } }) =>
    typeof focus === "string" ? [focus] : [],
  );
  return focuses.length > 0
    ? `Evidence read: ${[...new Set(focuses)].join(", ")}.`
    : "No evidence was read.";
}

/** A sentence about the two most frequent categories in the histories of some tool answers; empty without a history. */
export function describeHistory(texts: readonly string[]): string {
  const history = texts.flatMap((text) =>
    text.split("\n").flatMap((line) => parseHistoryLine(line)?.item ?? []),
  );
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

/** A sentence about the evidence for the first of some candidates; empty without candidates. */
export function describeLead(
  leaders: readonly Item[],
  evidence: ReturnType<typeof collectEvidence>,
): string {
  const [leader] = leaders;
  if (leader === undefined) return "";
  const readings = strongestReadings(evidence.get(leader.id), 3);
  return `Item ${printId(leader.id)} (${inlineData(leader.title)}) leads: ${describeReasons(readings)}.`;
}

const LABELS = new Map<string, string>(EVIDENCE_KINDS.map(({ id, label }) => [id, label]));

/** Readings as text, such as `with last 3 41 of 350, 2.6x chance (top 4.1%)`. */
export function describeReasons(readings: readonly EvidenceReading[]): string {
  if (readings.length === 0) return "no evidence of its own";
  return readings
    .map(({ kind, value, base, lift, topPercent }) => {
      const top = `top ${topPercent}%`;
      const label = LABELS.get(kind);
      return base === undefined
        ? `${label} (${top})`
        : `${label} ${value} of ${base}, ${lift}x chance (${top})`;
    })
    .join("; ");
}
