import { CATALOG_COLUMNS, catalogCells, explainCatalog } from "../catalog/catalog-table.js";
import {
  formatCount,
  formatDuration,
  formatP,
  formatPercent,
  formatPoints,
  formatSpread,
} from "../format.js";
import { html, type Html } from "../html.js";
import { describeSimulation } from "../remarks.js";
import type {
  CatalogReport,
  GroupReport,
  PairedRow,
  ReportRow,
  ReportTables,
} from "../report-schema.js";
import { explainPaired, verdictOfPair } from "../table.js";
import { describeGroup } from "./describe-group.js";
import { type Cell, sortableTable } from "./sortable-table.js";

const METRIC_COLUMNS = ["HR@1", "HR@3", "HR@5", "NDCG@5", "NDCG@10", "MRR"] as const;
const COST_COLUMNS = ["calls", "tokens", "p50", "p95"];
const SIMULATED_COLUMNS = ["simulated p50", "simulated p95"];

const percentCell = (value: number | null): Cell => [
  value === null ? "–" : formatPercent(value),
  value,
];
const durationCell = (value: number | null): Cell => [formatDuration(value), value];
const countCell = (value: number | null): Cell => [formatCount(value), value];

/** All metrics and costs, one row per policy. */
export function metricsTable(report: ReportTables): Html {
  const isSimulated = report.simulation !== undefined;
  const costs = [...COST_COLUMNS, ...(isSimulated ? SIMULATED_COLUMNS : [])];
  return sortableTable({
    caption: html`Percent, with the 95% bootstrap interval of HR over users. Model calls, tokens and
    latency are for one task. ${describeSimulation(report)}`,
    columns: ["policy", "HR", ...METRIC_COLUMNS, ...cutoffColumns(report), ...costs],
    rows: report.rows.map((row) => ({ name: row.policy, cells: metricCells(row, isSimulated) })),
  });
}

function cutoffColumns({ rows }: ReportTables): string[] {
  const [first] = rows;
  return (first?.cutoffs ?? []).flatMap(({ k }) => [`HR at ${k}`, `NDCG at ${k}`]);
}

function metricCells(row: ReportRow, isSimulated: boolean): Cell[] {
  const { latencyMs, simulatedLatencyMs: simulated, cutoffs = [] } = row;
  return [
    [`${formatPercent(row.HR)} ${formatSpread(row.ci95.HR)}`, row.HR],
    ...METRIC_COLUMNS.map((name) => percentCell(row[name])),
    ...cutoffs.flatMap(({ HR, NDCG }) => [percentCell(HR), percentCell(NDCG)]),
    countCell(row.modelCalls),
    countCell(row.tokens),
    durationCell(latencyMs.p50),
    durationCell(latencyMs.p95),
    ...(isSimulated
      ? [durationCell(simulated?.p50 ?? null), durationCell(simulated?.p95 ?? null)]
      : []),
  ];
}

/** The paired differences. */
export function pairedTable(paired: readonly PairedRow[]): Html {
  return sortableTable({
    caption: `Percentage points of HR by which the first policy exceeds the second. ${explainPaired(paired.length)}`,
    columns: ["policies", "difference", "95% interval", "p", "detectable", "result"],
    rows: paired.map((row) => {
      const { difference, ci95, adjustedP, detectable } = row;
      const [low, high] = ci95.map(formatPoints);
      return {
        name: `${row.a} over ${row.b}`,
        cells: [
          [formatPoints(difference), difference],
          [`${low} to ${high}`, ci95[0]],
          [formatP(adjustedP), adjustedP],
          percentCell(detectable),
          [verdictOfPair(row), adjustedP < 0.05 ? Math.sign(difference) : 0],
        ],
      };
    }),
  });
}

/** Coverage and popularity, one row per policy. */
export function catalogTable(catalog: CatalogReport): Html {
  return sortableTable({
    caption: explainCatalog(catalog).join(" "),
    columns: ["policy", ...CATALOG_COLUMNS],
    rows: catalog.rows.map((row) => {
      const values = [...Object.values(row.coverage), ...Object.values(row.popularity)];
      const cells = catalogCells(row).map((text, index): Cell => [text, values[index] ?? null]);
      return { name: row.policy, cells };
    }),
  });
}

/** HR of every policy in every group. */
export function groupTable({ groups }: GroupReport): Html {
  const policies = groups[0]?.rows.map(({ policy }) => policy) ?? [];
  const sizes = groups.map((group) => `${describeGroup(group)}: ${group.tasks} tasks`);
  return sortableTable({
    caption: `HR in percent with its 95% bootstrap interval over users. ${sizes.join("; ")}.`,
    columns: ["policy", ...groups.map((group) => describeGroup(group))],
    rows: policies.map((policy, index) => ({
      name: policy,
      cells: groups.map(({ rows }): Cell => {
        const row = rows[index];
        if (row === undefined) return ["–", null];
        return [`${formatPercent(row.HR)} ${formatSpread(row.ci95)}`, row.HR];
      }),
    })),
  });
}

/** Positions of the items that policies rank first. */
export function positionTable(rows: readonly ReportRow[]): Html {
  return sortableTable({
    caption:
      "Position, in the shuffled list of candidates, of the item that a policy ranks first. A distance of more than 3.3 standard errors is hardly chance.",
    columns: ["policy", "mean", "without bias", "standard errors", "answers"],
    rows: rows.flatMap(({ policy, firstPosition: first }) => {
      if (first === undefined) return [];
      const { mean, expected, z, answers } = first;
      const cells: Cell[] = [
        [mean.toFixed(2), mean],
        [expected.toFixed(1), expected],
        [z.toFixed(1).replace("-", "−"), z],
        [`${answers}`, answers],
      ];
      return { name: policy, cells };
    }),
  });
}
