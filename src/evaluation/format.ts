import type { Interval } from "./bootstrap.js";
import type { EvaluationProtocol } from "./report-schema.js";

/** Placeholder for a missing figure. */
export const NO_FIGURE = "–";

/**
 * Replaces control characters and direction marks by U+FFFD. Names are untrusted and must not control a terminal or change
 * the direction of the text after them.
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** A fraction as percent with one decimal: `65.5`. */
export function formatPercent(fraction: number): string {
  return (fraction * 100).toFixed(1);
}

/** A difference of fractions in percentage points: `+3.4`, `−0.2`, `0.0`. */
export function formatPoints(difference: number): string {
  const points = formatPercent(Math.abs(difference));
  if (points === "0.0") return points;
  return difference > 0 ? `+${points}` : `−${points}`;
}

/** A p-value with two decimals, three below 0.1: `0.42`, `0.049`, `< 0.001`. */
export function formatP(p: number): string {
  if (p < 0.001) return "< 0.001";
  return p.toFixed(p < 0.0995 ? 3 : 2);
}

/** Half the width of an interval in percentage points: `± 2.6`. */
export function formatSpread([low, high]: Readonly<Interval>): string {
  return `± ${formatPercent((high - low) / 2)}`;
}

/** Milliseconds, two to three digits and the unit: `0.04 ms`, `7.3 ms`, `120 ms`, `4.2 s`, `89 s`. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return NO_FIGURE;
  const [value, unit] = milliseconds < 999.5 ? [milliseconds, "ms"] : [milliseconds / 1000, "s"];
  return `${value.toFixed(decimalsOf(value))} ${unit}`;
}

/** Decimals for two significant digits. The limits are where rounding adds a digit. */
function decimalsOf(value: number): number {
  if (value === 0 || value >= 9.95) return 0;
  if (value >= 0.995) return 1;
  return value >= 0.0995 ? 2 : 3;
}

/** A mean count: whole from 100, with one decimal below; `–` for null. */
export function formatCount(count: number | null): string {
  if (count === null) return NO_FIGURE;
  return count >= 100 ? count.toFixed(0) : count.toFixed(1);
}

function describeCandidates(count: number, negatives: string): string[] {
  if (negatives === "all") return [`all items new to the user as candidates (up to ${count})`];
  const drawn =
    negatives === "popularity" ? "negatives drawn by popularity" : `${negatives} negatives`;
  return [`${count} candidates`, drawn];
}

/** The evaluation protocol in one line. */
export function describeProtocol(protocol: EvaluationProtocol): string {
  const { dataset, synthetic, scenario, split, tasks, candidateCount, draws, negatives, seed } =
    protocol;
  return [
    synthetic ? `${dataset} (synthetic data)` : dataset,
    scenario.replaceAll("_", " "),
    `${split} split`,
    `${tasks} tasks`,
    ...describeCandidates(candidateCount, negatives),
    draws === 1 ? "1 draw" : `${draws} draws`,
    `seed ${seed}`,
    "ties count against the policy",
  ].join(", ");
}
