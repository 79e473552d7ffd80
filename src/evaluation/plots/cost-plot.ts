import {
  type Canvas,
  COLORS,
  DOT_STYLE,
  INTERVAL_STYLE,
  LABEL_STYLE,
  labelWidth,
  type PlotWidth,
  shortLabel,
  WIDTHS,
} from "./canvas.js";
import { labelGap, spreadLabels } from "./spread-labels.js";

/** A policy by its accuracy and what it costs. */
export interface CostPoint {
  readonly policy: string;
  /** Percent. */
  readonly hitRate: number;
  readonly cost: number;
  /** End of the band that begins at `cost`, such as the 95th percentile. */
  readonly high: number;
  readonly isHollow: boolean;
}

/** Options of {@link drawCosts}. */
interface CostPlot {
  /** Alternative text. It is not escaped, so it must not contain names from data. */
  readonly label: string;
  /** What the cost is. */
  readonly axis: string;
  readonly points: readonly CostPoint[];
  /** Writes a tick of the axis. */
  readonly format: (cost: number) => string;
  /** Replaces lower costs: a logarithmic axis cannot show 0. */
  readonly minimum: number;
}

const HEIGHT = 440;
const LABEL_LINE = { stroke: COLORS.muted, strokeOpacity: 0.5, strokeDasharray: "2,3" } as const;

/**
 * Plots HR against a cost on a logarithmic scale: a dot at the cost, a band to its high end. Names are at the right edge; on a narrow plot,
 * numbers are there instead, in the order of the points from 1.
 */
export function drawCosts(
  { Plot, drawForPage }: Canvas,
  { label, axis, points: given, format, minimum }: CostPlot,
  width: PlotWidth,
): string {
  const isWide = width === "wide";
  const points = withLabels(
    given.map(({ policy, hitRate, cost, high, isHollow }, index) => ({
      label: isWide ? shortLabel(policy) : `${index + 1}`,
      hitRate,
      cost: Math.max(cost, minimum),
      high: Math.max(high, minimum),
      fill: isHollow ? COLORS.page : COLORS.accent,
    })),
  );
  const start = Math.min(...points.map(({ cost }) => cost)) / 1.6;
  const edge = Math.max(...points.map(({ high }) => high)) * 1.6;
  const ticks = powersOfTen(start, edge);
  return drawForPage(label, {
    width: WIDTHS[width],
    height: HEIGHT,
    marginTop: 24,
    marginLeft: 48,
    marginRight: labelWidth(points.map((point) => point.label)),
    marginBottom: 44,
    x: {
      type: "log",
      label: axis,
      grid: true,
      domain: [start, edge],
      ticks: isWide ? ticks : everySecond(ticks),
      tickFormat: format,
    },
    y: { label: "HR (percent)", grid: true, nice: true, ticks: 8, domain: spanOf(points) },
    marks: [
      Plot.link(points, { x1: "high", y1: "hitRate", x2: edge, y2: "labelAt", ...LABEL_LINE }),
      Plot.ruleY(points, {
        x1: "cost",
        x2: "high",
        y: "hitRate",
        stroke: COLORS.accent,
        ...INTERVAL_STYLE,
      }),
      Plot.dot(points, { x: "cost", y: "hitRate", fill: "fill", ...DOT_STYLE }),
      Plot.text(points, { x: edge, y: "labelAt", text: "label", ...LABEL_STYLE }),
    ],
  });
}

/** Adds label positions that are at least a line apart and as near to the dots as possible. */
function withLabels<Point extends { readonly hitRate: number }>(points: readonly Point[]) {
  const hitRates = points.map(({ hitRate }) => hitRate);
  const positions = spreadLabels(hitRates, labelGap(hitRates, HEIGHT - 100));
  return points.map((point, index) => ({ ...point, labelAt: positions[index] ?? point.hitRate }));
}

/** Lowest and highest HR, at least two points apart: an axis of one value has no readable ticks. */
function spanOf(points: readonly Pick<CostPoint, "hitRate">[]): [low: number, high: number] {
  const hitRates = points.map(({ hitRate }) => hitRate);
  const [low, high] = [Math.min(...hitRates), Math.max(...hitRates)];
  return high - low < 2 ? [low - 1, high + 1] : [low, high];
}

/** The powers of ten from `start` to `end`. */
function powersOfTen(start: number, end: number): number[] {
  const first = Math.ceil(Math.log10(start));
  const last = Math.floor(Math.log10(end));
  return Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step));
}

/** Where labels of all ticks would overlap. */
function everySecond(ticks: readonly number[]): number[] {
  return ticks.length <= 4 ? [...ticks] : ticks.filter((_, index) => index % 2 === 0);
}
