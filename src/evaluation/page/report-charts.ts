import { formatPercent, formatPoints, formatSpread } from "../format.js";
import { html, type Html, trustedHtml } from "../html.js";
import { type Canvas, COLORS, shortLabel } from "../plots/canvas.js";
import { type CostPoint, drawCosts } from "../plots/cost-plot.js";
import { plotCurves } from "../plots/curve-plot.js";
import { drawIntervals, type IntervalPlot } from "../plots/interval-plot.js";
import type { GroupReport, PairedRow, ReportRow, TrainingCurve } from "../report-schema.js";
import { verdictOfPair } from "../table.js";
import { describeGroup } from "./describe-group.js";

/** Characters of a bold name that fit on a phone. */
const HEADING = 28;
/** Half of the width of a 95% interval in standard errors. */
const NORMAL_95 = 1.96;

/** HR of each policy. A hollow dot marks a policy with a note. */
export function hitRateChart(canvas: Canvas, rows: readonly ReportRow[]): Html {
  return intervalChart(canvas, {
    label: "HR of each policy with its 95% interval",
    axis: "HR (percent)",
    groups: [{ rows: rows.map(toHitRate) }],
  });
}

function toHitRate({ policy, note, HR, ci95 }: ReportRow) {
  return { ...toPercentRow(shortLabel(policy), HR, ci95.HR), isHollow: note !== undefined };
}

function toPercentRow(label: string, value: number, [low, high]: readonly [number, number]) {
  const text = `${formatPercent(value)} ${formatSpread([low, high])}`;
  return { label, value: value * 100, low: low * 100, high: high * 100, text };
}

/** Differences between policies, the last policy on top. */
export function pairedChart(canvas: Canvas, paired: readonly PairedRow[]): Html {
  const policies = [...new Set(paired.map(({ a }) => a))].toReversed();
  return intervalChart(canvas, {
    label: "Differences in HR between policies with their 95% intervals",
    axis: "difference in HR (percentage points)",
    reference: 0,
    groups: policies.map((policy) => ({
      title: `${shortLabel(policy, HEADING)} over`,
      rows: paired.filter(({ a }) => a === policy).map(toDifference),
    })),
  });
}

/** Colors of verdicts. An interval that excludes zero may still be undecided after adjustment for the number of comparisons. */
const VERDICT_COLORS = {
  better: COLORS.better,
  worse: COLORS.worse,
  undecided: COLORS.muted,
} as const;

function toDifference(row: PairedRow) {
  const { b, difference, ci95 } = row;
  const [low, high] = ci95;
  const color = VERDICT_COLORS[verdictOfPair(row)];
  const label = shortLabel(b);
  const text = formatPoints(difference);
  return { label, value: difference * 100, low: low * 100, high: high * 100, text, color };
}

/** HR of each policy in each group of tasks. */
export function groupChart(canvas: Canvas, { by, groups }: GroupReport): Html {
  const policies = groups[0]?.rows.map(({ policy }) => policy) ?? [];
  const what = by === "history" ? "length of the history" : "popularity of the held-out item";
  return intervalChart(canvas, {
    label: `HR of each policy by ${what}, with 95% intervals`,
    axis: "HR (percent)",
    groups: policies.map((policy, index) => ({
      title: shortLabel(policy),
      rows: groups.flatMap((group) => {
        const row = group.rows[index];
        return row === undefined ? [] : [toPercentRow(describeGroup(group), row.HR, row.ci95)];
      }),
    })),
  });
}

/** Mean position of the candidate that each policy ranks first, with the interval of a mean of as many positions. */
export function positionChart(canvas: Canvas, rows: readonly ReportRow[]): Html {
  const [first] = rows.flatMap(({ firstPosition = [] }) => firstPosition);
  return intervalChart(canvas, {
    label: "Mean position of the candidate ranked first, with 95% intervals",
    axis: "position in the list of candidates",
    ...(first !== undefined && {
      reference: first.expected,
      domain: [1, 2 * first.expected - 1],
    }),
    groups: [{ rows: rows.flatMap(toPosition) }],
  });
}

function toPosition({ policy, firstPosition: first }: ReportRow) {
  if (first === undefined) return [];
  // expected = (candidates + 1) / 2; positions of shuffled candidates are uniform.
  const candidates = 2 * first.expected - 1;
  const deviation = Math.sqrt((candidates ** 2 - 1) / 12);
  const half = (NORMAL_95 * deviation) / Math.sqrt(first.answers);
  const [low, high] = [first.mean - half, first.mean + half];
  const label = shortLabel(policy);
  return { label, value: first.mean, low, high, text: first.mean.toFixed(1) };
}

/** HR against the latency for a task: the median, with a band to the 95th percentile. */
export function latencyChart(canvas: Canvas, rows: readonly ReportRow[]): Html {
  const points = rows.flatMap((row) => {
    const { p50, p95 } = row.latencyMs;
    return p50 === null || p95 === null ? [] : [toPoint(row, p50, p95)];
  });
  if (points.length === 0) return html``;
  const label = "HR against latency for a task, on a logarithmic scale";
  const axis = "latency, median to 95th percentile (log scale)";
  return costChart(canvas, { label, axis, points, format: roundDuration, minimum: 0.001 });
}

/** HR against the mean number of tokens for a task, of policies that have any. */
export function tokenChart(canvas: Canvas, rows: readonly ReportRow[]): Html {
  const points = rows.flatMap((row) =>
    row.tokens === null || row.tokens === 0 ? [] : [toPoint(row, row.tokens, row.tokens)],
  );
  if (points.length === 0) return html``;
  const label = "HR against tokens for a task, on a logarithmic scale";
  const format = (tokens: number) => tokens.toLocaleString("en-US");
  return costChart(canvas, { label, axis: "tokens (log scale)", points, format, minimum: 1 });
}

function toPoint({ policy, note, HR }: ReportRow, cost: number, high: number): CostPoint {
  return { policy, hitRate: HR * 100, cost, high, isHollow: note !== undefined };
}

const STAGES = {
  sft: { axis: "updates of SFT", label: "HR on validation tasks during SFT" },
  rl: {
    axis: "iterations of reinforcement learning",
    label: "HR on validation tasks during reinforcement learning",
  },
} as const;

/** HR of each student on validation tasks during its training, one plot per stage. */
export function trainingChart(canvas: Canvas, training: readonly TrainingCurve[]): Html {
  const stages = (["sft", "rl"] as const).map((stage) => {
    const curves = training.flatMap(({ policy, points }) => {
      const own = points.filter((point) => point.stage === stage);
      return own.length === 0
        ? []
        : [{ policy, points: own.map(({ at, HR }) => ({ x: at, y: 100 * HR })) }];
    });
    if (curves.length === 0) return html``;
    const { label, axis } = STAGES[stage];
    const plot = { label, xAxis: axis, yAxis: "HR (percent)", curves };
    return withKey(plotCurves(canvas, plot, "wide"), plotCurves(canvas, plot, "narrow"), curves);
  });
  return html`${stages}`;
}

function roundDuration(milliseconds: number): string {
  const [value, unit] = milliseconds < 1000 ? [milliseconds, "ms"] : [milliseconds / 1000, "s"];
  return `${Number(value.toPrecision(1))} ${unit}`;
}

/** A plot for wide screens and one for phones, of which the style sheet shows one. */
function intervalChart(canvas: Canvas, plot: IntervalPlot): Html {
  return html`<div class="wide">${trustedHtml(drawIntervals(canvas, plot, "wide"))}</div>
    <div class="narrow">${trustedHtml(drawIntervals(canvas, plot, "narrow"))}</div>`;
}

function costChart(canvas: Canvas, plot: Parameters<typeof drawCosts>[1]): Html {
  return withKey(drawCosts(canvas, plot, "wide"), drawCosts(canvas, plot, "narrow"), plot.points);
}

/** A narrow plot has numbers in place of names, which follow it. */
function withKey(
  wide: string,
  narrow: string,
  policies: readonly { readonly policy: string }[],
): Html {
  return html`<div class="wide">${trustedHtml(wide)}</div>
    <div class="narrow">
      ${trustedHtml(narrow)}
      <ol class="key">
        ${policies.map(({ policy }) => html`<li>${policy}</li>`)}
      </ol>
    </div>`;
}
