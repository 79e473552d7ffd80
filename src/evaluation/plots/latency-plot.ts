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

const HEIGHT = 440;
const LINE_HEIGHT = 18;
const MIN_MS = 0.001; // replaces latencies of 0, which a logarithmic axis cannot show
const LABEL_LINE = { stroke: COLORS.muted, strokeOpacity: 0.5, strokeDasharray: "2,3" } as const;

/** Plots HR against latency: a dot at the median, a band to the 95th percentile, and names at the right edge. */
export function drawLatencies({ Plot, draw }: Canvas, rows: readonly ReportRow[]): string {
  const points = withLabels(rows.flatMap(toPoint));
  const start = Math.min(...points.map(({ p50 }) => p50)) / 1.6;
  const edge = Math.max(...points.map(({ p95 }) => p95)) * 1.6;
  return draw("HR against latency for a task, on a logarithmic scale", {
    height: HEIGHT,
    marginLeft: 48,
    marginRight: labelWidth(points.map(({ label }) => label)),
    marginBottom: 42,
    x: {
      type: "log",
      label: "latency for a task, median to 95th percentile (log scale)",
      grid: true,
      domain: [start, edge],
      ticks: powersOfTen(start, edge),
      tickFormat: roundDuration,
    },
    y: { label: "HR (percent)", grid: true, nice: true, ticks: 8 },
    marks: [
      Plot.link(points, { x1: "p95", y1: "hitRate", x2: edge, y2: "labelAt", ...LABEL_LINE }),
      Plot.ruleY(points, {
        x1: "p50",
        x2: "p95",
        y: "hitRate",
        stroke: COLORS.accent,
        ...INTERVAL_STYLE,
      }),
      Plot.dot(points, { x: "p50", y: "hitRate", fill: "fill", ...DOT_STYLE }),
      Plot.text(points, { x: edge, y: "labelAt", text: "label", ...LABEL_STYLE }),
    ],
  });
}

function toPoint({ policy, note, HR, latencyMs: { p50, p95 } }: ReportRow) {
  if (p50 === null || p95 === null) return [];
  return {
    label: shortLabel(policy),
    hitRate: HR * 100,
    p50: Math.max(p50, MIN_MS),
    p95: Math.max(p95, MIN_MS),
    fill: note === undefined ? COLORS.accent : COLORS.page,
  };
}

type Point = Extract<ReturnType<typeof toPoint>, { label: string }>;

/** Adds label positions that are at least a line apart and as near to the dots as possible. */
function withLabels(points: readonly Point[]) {
  const hitRates = points.map(({ hitRate }) => hitRate);
  const range = Math.max(...hitRates) - Math.min(...hitRates);
  const gap = (Math.max(range, 1) * LINE_HEIGHT) / (HEIGHT - 100);
  const positions = spreadLabels(hitRates, gap);
  return points.map((point, index) => ({ ...point, labelAt: positions[index] ?? point.hitRate }));
}

/** The powers of ten from `start` to `end`. */
function powersOfTen(start: number, end: number): number[] {
  const first = Math.ceil(Math.log10(start));
  const last = Math.floor(Math.log10(end));
  return Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step));
}

function roundDuration(milliseconds: number): string {
  const [value, unit] = milliseconds < 1000 ? [milliseconds, "ms"] : [milliseconds / 1000, "s"];
  return `${Number(value.toPrecision(1))} ${unit}`;
}

/**
 * Moves values apart until neighbors differ by at least `gap`. Keeps the order, and the center of every run of values that
 * moves.
 *
 * @returns One position per value, in the order of the values.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = [...values.keys()].sort(
    (left, right) => (values[left] ?? 0) - (values[right] ?? 0) || left - right,
  );
  const positions = values.map(() => 0);
  for (const { members, center } of findRuns(values, order, gap)) {
    const first = center - (gap * (members.length - 1)) / 2;
    for (const [step, member] of members.entries()) positions[member] = first + gap * step;
  }
  return positions;
}

interface Run {
  readonly members: readonly number[];
  readonly center: number;
}

/** Merges labels that overlap into runs, from low to high. A run that grows may overlap the run below, which it then absorbs. */
function findRuns(values: readonly number[], order: readonly number[], gap: number): Run[] {
  const runs: Run[] = [];
  for (const member of order) {
    let run: Run = { members: [member], center: values[member] ?? 0 };
    for (let below = runs.at(-1); below !== undefined; below = runs.at(-1)) {
      const reach = (gap * (below.members.length + run.members.length)) / 2;
      if (run.center - below.center >= reach) break;
      runs.pop();
      run = mergeRuns(below, run);
    }
    runs.push(run);
  }
  return runs;
}

function mergeRuns(below: Run, above: Run): Run {
  const members = [...below.members, ...above.members];
  const weighted = below.center * below.members.length + above.center * above.members.length;
  return { members, center: weighted / members.length };
}
