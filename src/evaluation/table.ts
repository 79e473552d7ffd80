import {
  describeProtocol,
  formatCount,
  formatDuration,
  formatPercent,
  formatPoints,
  formatSpread,
  plainText,
} from "./format.js";
import { describeSimulation, remarksOf, warningOf } from "./remarks.js";
import type { Report, ReportRow } from "./report-schema.js";

type Cells = readonly string[];

const METRIC_COLUMNS = ["HR", "", "HR@1", "HR@3", "HR@5", "NDCG@5", "NDCG@10", "MRR"];
const HEADER: Cells = ["policy", ...METRIC_COLUMNS, "calls", "tokens", "p50", "p95"];

/** The rows of a report for a terminal: percent, the 95% interval of HR, cost for each task, and what to know about them. */
export function formatTable(report: Report): string {
  const remarks = remarksOf(report);
  const isMarked = ({ policy }: ReportRow) => remarks.some((remark) => remark.policy === policy);
  const isSimulated = report.simulation !== undefined;
  const header = [...HEADER, ...(isSimulated ? ["simulated p50", "simulated p95"] : [])];
  const rows = report.rows.map((row) => [
    ...cellsOf(row, isMarked(row)),
    ...(isSimulated ? simulatedCells(row) : []),
  ]);
  const simulation = describeSimulation(report);
  const warning = warningOf(report);
  return [
    plainText(describeProtocol(report.protocol)),
    ...(warning === undefined ? [] : [warning]),
    "",
    ...align([header, ...rows]),
    "",
    "Percent; HR is the mean of HR@1, HR@3 and HR@5; ± spans its 95% bootstrap interval over users.",
    ...(simulation === undefined ? [] : [simulation]),
    ...remarks.map(({ policy, text }) => plainText(`* ${policy}: ${text}.`)),
  ].join("\n");
}

/** The paired differences of a report for a terminal: percentage points of HR with their 95% intervals. */
export function formatPaired({ paired }: Report): string {
  const rows = paired.map(({ a, b, difference, ci95: [low, high] }) => [
    plainText(`${a} over ${b}`),
    formatPoints(difference),
    `[${formatPoints(low)}, ${formatPoints(high)}]`,
    low > 0 ? "better" : high < 0 ? "worse" : "undecided",
  ]);
  return align([["HR, paired", "points", "95% interval", ""], ...rows]).join("\n");
}

function cellsOf(row: ReportRow, isMarked: boolean): Cells {
  return [
    plainText(row.policy) + (isMarked ? " *" : ""),
    formatPercent(row.HR),
    formatSpread(row.ci95.HR),
    ...[row["HR@1"], row["HR@3"], row["HR@5"]].map(formatPercent),
    ...[row["NDCG@5"], row["NDCG@10"], row.MRR].map(formatPercent),
    formatCount(row.modelCalls),
    formatCount(row.tokens),
    formatDuration(row.latencyMs.p50),
    formatDuration(row.latencyMs.p95),
  ];
}

function simulatedCells({ simulatedLatencyMs: simulated }: ReportRow): Cells {
  return [simulated?.p50 ?? null, simulated?.p95 ?? null].map(formatDuration);
}

/** The first column to the left, the others to the right. */
function align(rows: readonly Cells[]): string[] {
  const width = (column: number) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((cells) => cells.map(pad).join("  ").trimEnd());
}
