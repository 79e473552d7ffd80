import { formatPercent, formatSpread } from "../format.js";
import type { ReportRow } from "../report-schema.js";
import {
  INTERVAL_STYLE,
  LABEL_STYLE,
  COLORS,
  DOT_STYLE,
  labelWidth,
  shortLabel,
  type Canvas,
} from "./canvas.js";

/** Plots HR per policy with its 95% interval. A hollow dot marks a policy with a note. */
export function drawHitRates({ Plot, draw }: Canvas, rows: readonly ReportRow[]): string {
  const points = rows.map(toPoint);
  const names = rows.map(({ policy }) => policy);
  return draw("HR of each policy with its 95% interval", {
    height: 70 + 30 * rows.length,
    marginLeft: labelWidth(names.map((name) => shortLabel(name))),
    marginRight: 100,
    marginBottom: 42,
    x: { label: "HR (percent)", grid: true, nice: true },
    y: { label: null, domain: names, tickFormat: (name: string) => shortLabel(name), tickSize: 0 },
    marks: [
      Plot.ruleY(points, {
        y: "policy",
        x1: "low",
        x2: "high",
        stroke: COLORS.accent,
        ...INTERVAL_STYLE,
      }),
      Plot.dot(points, { x: "hitRate", y: "policy", fill: "fill", ...DOT_STYLE }),
      Plot.text(points, { x: "high", y: "policy", text: "text", ...LABEL_STYLE }),
    ],
  });
}

function toPoint({ policy, note, HR, ci95 }: ReportRow) {
  const [low, high] = ci95.HR;
  return {
    policy,
    hitRate: HR * 100,
    low: low * 100,
    high: high * 100,
    fill: note === undefined ? COLORS.accent : COLORS.page,
    text: `${formatPercent(HR)} ${formatSpread(ci95.HR)}`,
  };
}
