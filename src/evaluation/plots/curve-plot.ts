import {
  type Canvas,
  COLORS,
  LABEL_STYLE,
  labelWidth,
  type PlotWidth,
  shortLabel,
  WIDTHS,
} from "./canvas.js";
import { labelGap, spreadLabels } from "./spread-labels.js";

/** The course of one policy. */
export interface Curve {
  readonly policy: string;
  /** In the order of `x`. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Options of {@link plotCurves}. */
export interface CurvePlot {
  /** Alternative text. It is not escaped, so it must not contain names from data. */
  readonly label: string;
  readonly xAxis: string;
  readonly yAxis: string;
  readonly curves: readonly Curve[];
}

const HEIGHT = 320;

/** Plots one line per policy. Names are at the right edge; on a narrow plot, numbers are there instead, in the order of the curves from 1. */
export function plotCurves(
  { Plot, drawForPage }: Canvas,
  { label, xAxis, yAxis, curves }: CurvePlot,
  width: PlotWidth,
): string {
  const isWide = width === "wide";
  const points = curves.flatMap(({ points: own }, curve) =>
    own.map((point) => ({ ...point, curve })),
  );
  const labels = placeLabels(curves, isWide);
  return drawForPage(label, {
    width: WIDTHS[width],
    height: HEIGHT,
    marginTop: 24,
    marginLeft: 48,
    marginRight: labelWidth(labels.map(({ text }) => text)),
    marginBottom: 44,
    x: { label: xAxis, grid: true, ticks: isWide ? 10 : 4 },
    y: { label: yAxis, grid: true, nice: true, ticks: 8 },
    marks: [
      Plot.lineY(points, { x: "x", y: "y", z: "curve", stroke: COLORS.accent, strokeWidth: 2 }),
      Plot.dot(points, { x: "x", y: "y", fill: COLORS.accent, r: 3 }),
      Plot.text(labels, { x: "x", y: "at", text: "text", ...LABEL_STYLE }),
    ],
  });
}

/** A label at the right edge for each curve, near its last point. */
function placeLabels(curves: readonly Curve[], isWide: boolean) {
  const values = curves.flatMap(({ points }) => points.map(({ y }) => y));
  const edge = Math.max(...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const ends = curves.map(({ points }) => points.at(-1)?.y ?? 0);
  const positions = spreadLabels(ends, labelGap(values, HEIGHT - 68));
  return curves.map(({ policy }, index) => ({
    x: edge,
    at: positions[index] ?? 0,
    text: isWide ? shortLabel(policy) : `${index + 1}`,
  }));
}
