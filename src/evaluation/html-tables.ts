import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPoints,
  formatSpread,
} from "./format.js";
import { html, type Html } from "./html.js";
import type { PairedRow, ReportRow } from "./report-schema.js";

const METRIC_COLUMNS = ["HR", "HR@1", "HR@3", "HR@5", "NDCG@5", "NDCG@10", "MRR"] as const;
const COST_COLUMNS = ["calls", "tokens", "p50", "p95"];

/** All metrics and costs, one policy a row. */
export function metricsTable(rows: readonly ReportRow[]): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        Percent, with the 95% bootstrap interval of HR over users. Model calls, tokens and latency
        are for one task.
      </caption>
      <thead>
        <tr>
          ${columnHeaders(["policy", ...METRIC_COLUMNS, ...COST_COLUMNS])}
        </tr>
      </thead>
      <tbody>
        ${rows.map(metricsRow)}
      </tbody>
    </table>
  </div>`;
}

function metricsRow(row: ReportRow): Html {
  const metrics = METRIC_COLUMNS.map((name) =>
    name === "HR"
      ? `${formatPercent(row.HR)} ${formatSpread(row.ci95.HR)}`
      : formatPercent(row[name]),
  );
  const { p50, p95 } = row.latencyMs;
  const costs = [formatCount(row.modelCalls), formatCount(row.tokens)];
  return tableRow(row.policy, [...metrics, ...costs, formatDuration(p50), formatDuration(p95)]);
}

/** The paired differences as figures, for readers to whom the plot says nothing. */
export function pairedTable(paired: readonly PairedRow[]): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        Percentage points of HR by which the first policy exceeds the second.
      </caption>
      <thead>
        <tr>
          ${columnHeaders(["policies", "difference", "95% interval"])}
        </tr>
      </thead>
      <tbody>
        ${paired.map(pairedRow)}
      </tbody>
    </table>
  </div>`;
}

function pairedRow({ a, b, difference, ci95: [low, high] }: PairedRow): Html {
  const interval = `${formatPoints(low)} to ${formatPoints(high)}`;
  return tableRow(`${a} over ${b}`, [formatPoints(difference), interval]);
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
