import { formatPoints } from "../format.js";
import type { PairedRow } from "../report-schema.js";
import {
  INTERVAL_STYLE,
  LABEL_STYLE,
  COLORS,
  labelWidth,
  shortLabel,
  type Canvas,
} from "./canvas.js";

const MAX_NAME_LENGTH = 20;

/** Plots the differences in HR between policies with their 95% intervals, the last policy on top. */
export function drawPaired({ Plot, draw }: Canvas, paired: readonly PairedRow[]): string {
  const pairs = paired.toReversed().map(toPoint);
  const rows = (pairs.at(-1)?.row ?? 0) + 1;
  const labelOf = new Map(pairs.map(({ row, label }) => [row, label]));
  return draw("Differences in HR between policies with their 95% intervals", {
    height: 70 + 22 * rows,
    marginLeft: labelWidth([...labelOf.values()]),
    marginRight: 60,
    marginBottom: 42,
    x: { label: "difference in HR (percentage points)", grid: true, nice: true },
    y: {
      label: null,
      type: "band",
      domain: Array.from({ length: rows }, (_, row) => row),
      tickFormat: (row: number) => labelOf.get(row) ?? "",
      tickSize: 0,
    },
    marks: [
      Plot.ruleX([0], { strokeWidth: 1.5 }),
      Plot.ruleY(pairs, { y: "row", x1: "low", x2: "high", stroke: "color", ...INTERVAL_STYLE }),
      Plot.dot(pairs, { x: "difference", y: "row", r: 5, fill: "color" }),
      Plot.text(pairs, { x: "high", y: "row", text: "text", ...LABEL_STYLE }),
    ],
  });
}

function toPoint(
  { a, b, difference, ci95: [low, high] }: PairedRow,
  index: number,
  paired: readonly PairedRow[],
) {
  const policiesAbove = new Set(paired.slice(0, index + 1).map((pair) => pair.a)).size - 1;
  return {
    /** Identifies the row, because truncated labels may be equal. An empty row separates the policies. */
    row: index + policiesAbove,
    label: `${shortLabel(a, MAX_NAME_LENGTH)} over ${shortLabel(b, MAX_NAME_LENGTH)}`,
    difference: difference * 100,
    low: low * 100,
    high: high * 100,
    color: low > 0 ? COLORS.better : high < 0 ? COLORS.worse : COLORS.muted,
    text: formatPoints(difference),
  };
}
