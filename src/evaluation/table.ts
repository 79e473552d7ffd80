import { alignColumns } from "../text/align-columns.js";
import {
  describeProtocol,
  formatCount,
  formatDuration,
  formatP,
  formatPercent,
  formatPoints,
  formatSpread,
  plainText,
} from "./format.js";
import { describeSimulation, remarksOf, warningOf } from "./remarks.js";
import type { PairedRow, ReportRow, ReportTables } from "./report-schema.js";

type Cells = readonly string[];

const METRIC_COLUMNS = ["HR", "", "HR@1", "HR@3", "HR@5", "NDCG@5", "NDCG@10", "MRR"];
const HEADER: Cells = ["policy", ...METRIC_COLUMNS, "calls", "tokens", "p50", "p95"];

/**
 * Formats the rows of a report for a terminal: metrics in percent, the 95% interval of HR, costs per task, and remarks.
 *
 * @example
 * ```ts
 * import { createReport, createTasks, evaluate, formatTable, loadDataset } from "langgraph-star";
 * import { randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const evaluation = await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true });
 * console.log(formatTable(createReport({ evaluation })));
 * ```
 */
export function formatTable(report: ReportTables): string {
  const remarks = remarksOf(report);
  const hasRemark = ({ policy }: ReportRow) => remarks.some((remark) => remark.policy === policy);
  const isSimulated = report.simulation !== undefined;
  const header = [...HEADER, ...(isSimulated ? ["simulated p50", "simulated p95"] : [])];
  const rows = report.rows.map((row) => [
    ...cellsOf(row, hasRemark(row)),
    ...(isSimulated ? simulatedCells(row) : []),
  ]);
  const simulation = describeSimulation(report);
  const warning = warningOf(report);
  return [
    plainText(describeProtocol(report.protocol)),
    ...(warning === undefined ? [] : [warning]),
    "",
    ...alignColumns([header, ...rows]),
    "",
    "Percent; HR is the mean of HR@1, HR@3 and HR@5; ± spans its 95% bootstrap interval over users.",
    ...(simulation === undefined ? [] : [simulation]),
    ...remarks.map(({ policy, text }) => plainText(`* ${policy}: ${text}.`)),
  ].join("\n");
}

/**
 * Formats the paired differences of a report for a terminal: percentage points of HR with their 95% intervals, p-values that are adjusted
 * for the number of comparisons, and the difference that could be detected.
 *
 * @example
 * ```ts
 * import { createReport, createTasks, evaluate, loadDataset } from "langgraph-star";
 * import { formatPaired, randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const policies = [randomPolicy(1), { ...randomPolicy(2), name: "random 2" }];
 * const evaluation = await evaluate({ policies, tasks, synthetic: true });
 * console.log(formatPaired(createReport({ evaluation }))); // random 2 over random ... undecided
 * ```
 */
export function formatPaired({ paired }: Pick<ReportTables, "paired">): string {
  const rows = paired.map((row) => [
    plainText(`${row.a} over ${row.b}`),
    formatPoints(row.difference),
    `[${row.ci95.map(formatPoints).join(", ")}]`,
    formatP(row.adjustedP),
    formatPercent(row.detectable),
    verdictOfPair(row),
  ]);
  const header = ["HR, paired", "points", "95% interval", "p", "detectable", ""];
  return [
    ...alignColumns([header, ...rows]),
    ...(rows.length === 0 ? [] : ["", explainPaired(rows.length)]),
  ].join("\n");
}

/**
 * Formats HR@k and NDCG@k of further values of k for a terminal, with half the width of their 95% intervals.
 *
 * @returns Empty if the report has none.
 */
export function formatCutoffs({ rows }: Pick<ReportTables, "rows">): string {
  const ks = rows[0]?.cutoffs?.map(({ k }) => k) ?? [];
  if (ks.length === 0) return "";
  const header = ["policy", ...ks.flatMap((k) => [`HR@${k}`, "", `NDCG@${k}`, ""])];
  const cells = rows.map(({ policy, cutoffs = [] }) => [
    plainText(policy),
    ...cutoffs.flatMap(({ HR, NDCG, ci95 }) => [
      formatPercent(HR),
      formatSpread(ci95.HR),
      formatPercent(NDCG),
      formatSpread(ci95.NDCG),
    ]),
  ]);
  return alignColumns([header, ...cells]).join("\n");
}

/** What the columns of paired differences mean. */
export function explainPaired(comparisons: number): string {
  const adjusted = comparisons === 1 ? "" : `, adjusted by Holm for ${comparisons} comparisons`;
  return `p: randomization test over users${adjusted}; below 0.05 a difference is decided. Detectable: the difference that would be found with a probability of 80%.`;
}

/** At the 5% level, after adjustment for the number of comparisons. */
export function verdictOfPair({
  adjustedP,
  difference,
}: PairedRow): "better" | "worse" | "undecided" {
  if (adjustedP >= 0.05) return "undecided";
  return difference > 0 ? "better" : "worse";
}

function cellsOf(row: ReportRow, hasRemark: boolean): Cells {
  return [
    plainText(row.policy) + (hasRemark ? " *" : ""),
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
