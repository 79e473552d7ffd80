import {
  type Canvas,
  COLORS,
  DOT_STYLE,
  INTERVAL_STYLE,
  LABEL_STYLE,
  labelWidth,
  type PlotWidth,
  WIDTHS,
} from "./canvas.js";

/** A value with its interval. */
export interface IntervalRow {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The value, written at the right edge. */
  readonly text: string;
  /** Default: the accent color. */
  readonly color?: string;
  /** True for a hollow dot. */
  readonly isHollow?: boolean;
}

/** Rows below a heading. */
export interface IntervalGroup {
  /** Default: none. */
  readonly title?: string;
  readonly rows: readonly IntervalRow[];
}

/** Options of {@link drawIntervals}. */
export interface IntervalPlot {
  /** Alternative text. It is not escaped, so it must not contain names from data. */
  readonly label: string;
  /** What the values are. */
  readonly axis: string;
  readonly groups: readonly IntervalGroup[];
  /** A value that is marked by a line. */
  readonly reference?: number;
  /** Ends of the axis. Default: those of the intervals. */
  readonly domain?: readonly [low: number, high: number];
}

/** Height of a row in pixels: on a narrow plot, labels are above their rows. */
const PITCH = { wide: 26, narrow: 42 } as const;
const LABEL_RISE = 15; // pixels
const NARROW_MARGIN = 20; // pixels, for half of the first tick's label
const BOLD = 1.12; // width of bold text
/** Keeps labels readable where they cross a line. */
const OUTLINE = { fill: "currentColor", stroke: COLORS.page, strokeWidth: 4 } as const;
const TITLE_STYLE = { fontWeight: 650, fill: "currentColor", frameAnchor: "left" } as const;

/** Plots values with their intervals, one per row. */
export function drawIntervals(
  { Plot, drawForPage }: Canvas,
  { label, axis, groups, reference, domain }: IntervalPlot,
  width: PlotWidth,
): string {
  const { rows, titles, count } = placeRows(groups);
  const isWide = width === "wide";
  const marginRight = labelWidth(rows.map(({ text }) => text)) + 6;
  const labelStyle = isWide
    ? { textAnchor: "end" as const, dx: -12 }
    : { ...OUTLINE, textAnchor: "start" as const, dx: 0, dy: -LABEL_RISE };
  // On a narrow plot, a heading is as near to its rows as their labels are.
  const titleStyle = isWide ? labelStyle : { ...labelStyle, dy: 0 };
  return drawForPage(label, {
    width: WIDTHS[width],
    height: 60 + PITCH[width] * count,
    marginTop: 8,
    marginBottom: 44,
    marginLeft: isWide
      ? Math.max(labelWidth(rows.map(labelOf)), BOLD * labelWidth(titles.map(labelOf)))
      : NARROW_MARGIN,
    marginRight,
    x: {
      label: axis,
      grid: true,
      ticks: isWide ? 10 : 4,
      ...(domain === undefined ? { nice: true } : { domain: [...domain], clamp: true }),
    },
    y: { axis: null, domain: [-0.6, count - 0.4], reverse: true },
    marks: [
      ...(reference === undefined ? [] : [Plot.ruleX([reference], { strokeWidth: 1.5 })]),
      Plot.text(titles, { y: "at", text: "label", ...TITLE_STYLE, ...titleStyle }),
      Plot.text(rows, { y: "at", text: "label", frameAnchor: "left", ...labelStyle }),
      Plot.ruleY(rows, { y: "at", x1: "low", x2: "high", stroke: "color", ...INTERVAL_STYLE }),
      Plot.dot(rows, { x: "value", y: "at", fill: "fill", ...DOT_STYLE, stroke: "color" }),
      Plot.text(rows, { y: "at", text: "text", frameAnchor: "right", ...LABEL_STYLE }),
    ],
  });
}

/** The position of every heading and row, from 0. */
function placeRows(groups: readonly IntervalGroup[]) {
  let count = 0;
  const titles: { at: number; label: string }[] = [];
  const rows = groups.flatMap(({ title, rows: own }) => {
    if (title !== undefined) titles.push({ at: count++, label: title });
    return own.map((row) => {
      const color = row.color ?? COLORS.accent;
      return { ...row, at: count++, color, fill: row.isHollow === true ? COLORS.page : color };
    });
  });
  return { rows, titles, count };
}

function labelOf({ label }: { readonly label: string }): string {
  return label;
}
