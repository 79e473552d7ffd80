import { CATALOG_COLUMNS, catalogCells, explainCatalog } from "./catalog/catalog-table.js";
import {
  formatCount,
  formatDuration,
  formatP,
  formatPercent,
  formatPoints,
  formatSpread,
} from "./format.js";
import { html, type Html } from "./html.js";
import { describeSimulation } from "./remarks.js";
import { explainPaired } from "./table.js";
import type { CatalogReport, PairedRow, Report, ReportRow } from "./report-schema.js";

const METRIC_COLUMNS = ["HR", "HR@1", "HR@3", "HR@5", "NDCG@5", "NDCG@10", "MRR"] as const;
const COST_COLUMNS = ["calls", "tokens", "p50", "p95"];
const SIMULATED_COLUMNS = ["simulated p50", "simulated p95"];

/** Table of all metrics and costs, one row per policy. */
export function metricsTable(report: Report): Html {
  const isSimulated = report.simulation !== undefined;
  const columns = [...METRIC_COLUMNS, ...COST_COLUMNS, ...(isSimulated ? SIMULATED_COLUMNS : [])];
  return html`<div class="scroll">
    <table>
      <caption>
        Percent, with the 95% bootstrap interval of HR over users. Model calls, tokens and latency
        are for one task. ${describeSimulation(report)}
      </caption>
      <thead>
        <tr>
          ${columnHeaders(["policy", ...columns])}
        </tr>
      </thead>
      <tbody>
        ${report.rows.map((row) => metricsRow(row, isSimulated))}
      </tbody>
    </table>
  </div>`;
}

function metricsRow(row: ReportRow, isSimulated: boolean): Html {
  const metrics = METRIC_COLUMNS.map((name) =>
    name === "HR"
      ? `${formatPercent(row.HR)} ${formatSpread(row.ci95.HR)}`
      : formatPercent(row[name]),
  );
  const { latencyMs, simulatedLatencyMs: simulated } = row;
  const costs = [formatCount(row.modelCalls), formatCount(row.tokens)];
  const durations = [
    latencyMs.p50,
    latencyMs.p95,
    ...(isSimulated ? [simulated?.p50 ?? null, simulated?.p95 ?? null] : []),
  ];
  return tableRow(row.policy, [...metrics, ...costs, ...durations.map(formatDuration)]);
}

/** Table of the paired differences, for readers who cannot see the plot. */
export function pairedTable(paired: readonly PairedRow[]): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        Percentage points of HR by which the first policy exceeds the second.
        ${explainPaired(paired.length)}
      </caption>
      <thead>
        <tr>
          ${columnHeaders(["policies", "difference", "95% interval", "p", "detectable"])}
        </tr>
      </thead>
      <tbody>
        ${paired.map(pairedRow)}
      </tbody>
    </table>
  </div>`;
}

/** Table of coverage and popularity, one row per policy. */
export function catalogTable(catalog: CatalogReport): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        ${explainCatalog(catalog)}
      </caption>
      <thead>
        <tr>
          ${columnHeaders(["policy", ...CATALOG_COLUMNS])}
        </tr>
      </thead>
      <tbody>
        ${catalog.rows.map((row) => tableRow(row.policy, catalogCells(row)))}
      </tbody>
    </table>
  </div>`;
}

function pairedRow({
  a,
  b,
  difference,
  ci95: [low, high],
  adjustedP,
  detectable,
}: PairedRow): Html {
  const interval = `${formatPoints(low)} to ${formatPoints(high)}`;
  const test = [formatP(adjustedP), formatPercent(detectable)];
  return tableRow(`${a} over ${b}`, [formatPoints(difference), interval, ...test]);
}

function columnHeaders(names: readonly string[]): Html[] {
  return names.map((name) => html`<th scope="col">${name}</th>`);
}

function tableRow(name: string, cells: readonly string[]): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}
