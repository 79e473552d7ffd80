import { describeProtocol } from "./format.js";
import { catalogTable, metricsTable, pairedTable } from "./html-tables.js";
import { html, trustedHtml, type Html, REPORT_STYLE } from "./html.js";
import { loadCanvas, type Canvas } from "./plots/canvas.js";
import { drawHitRates } from "./plots/hit-rate-plot.js";
import { drawLatencies } from "./plots/latency-plot.js";
import { drawPaired } from "./plots/paired-plot.js";
import { remarksOf, warningOf } from "./remarks.js";
import type { ReportEnvironment, PairedRow, Report, ReportRow } from "./report-schema.js";

/**
 * Renders a report as a self-contained HTML page without scripts or external resources. Names from data are escaped.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` if `@observablehq/plot` or `linkedom`, which draw the plots, is not installed.
 *
 * @example
 * ```ts
 * import { createReport, createTasks, evaluate, loadDataset } from "langgraph-star";
 * import { randomPolicy, renderReportHtml } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const evaluation = await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true });
 * const page = await renderReportHtml(createReport({ evaluation }));
 * console.log(page.startsWith("<!doctype html>")); // true
 * ```
 */
export async function renderReportHtml(report: Report): Promise<string> {
  const canvas = await loadCanvas();
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${titleOf(report)}</title>
        <style>
          ${trustedHtml(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${header(report)} ${metricsTable(report)} ${remarkList(report)}
          ${hitRateSection(report.rows, canvas)} ${pairedSection(report.paired, canvas)}
          ${catalogSection(report)} ${latencySection(report.rows, canvas)}
          ${environmentSection(report.environment)}
        </main>
      </body>
    </html>`;
  return `${page.html}\n`;
}

function titleOf({ protocol }: Report): string {
  return `Recommendation report: ${protocol.dataset}${protocol.synthetic ? " (synthetic)" : ""}`;
}

function header(report: Report): Html {
  const warning = warningOf(report);
  return html`<h1>${titleOf(report)}</h1>
    <p class="quiet">${describeProtocol(report.protocol)}.</p>
    ${warning && html`<p class="warning" role="note">${warning}</p>`}`;
}

function remarkList(report: Report): Html {
  const remarks = remarksOf(report).map(
    ({ policy, text }) => html`<li><strong>${policy}</strong>: ${text}.</li>`,
  );
  return remarks.length === 0
    ? html``
    : html`<ul>
        ${remarks}
      </ul>`;
}

function hitRateSection(rows: readonly ReportRow[], canvas: Canvas): Html {
  return figure({
    title: "Hit rate",
    caption:
      "HR is the mean of HR@1, HR@3 and HR@5. Bands span 95% bootstrap intervals over users. A hollow dot has a note above.",
    svg: drawHitRates(canvas, rows),
  });
}

function pairedSection(paired: readonly PairedRow[], canvas: Canvas): Html {
  if (paired.length === 0) return html``;
  return html`${figure({
      title: "Paired differences",
      caption:
        "Both policies on the same tasks, users resampled. A band that crosses zero leaves it open which is better.",
      svg: drawPaired(canvas, paired),
    })}
    <details>
      <summary>The differences as a table</summary>
      ${pairedTable(paired)}
    </details>`;
}

function catalogSection({ catalog }: Report): Html {
  if (catalog === undefined) return html``;
  return html`<h2>Coverage and popularity</h2>
    ${catalogTable(catalog)}`;
}

function latencySection(rows: readonly ReportRow[], canvas: Canvas): Html {
  const timed = rows.filter(({ latencyMs }) => latencyMs.p50 !== null);
  if (timed.length === 0) return html``;
  return figure({
    title: "Hit rate against latency",
    caption:
      "Further up is better, further left is faster. A dot is the median, its band ends at the 95th percentile.",
    svg: drawLatencies(canvas, timed),
  });
}

interface Figure {
  readonly title: string;
  readonly caption: string;
  /** Markup from the canvas. */
  readonly svg: string;
}

function figure({ title, caption, svg }: Figure): Html {
  return html`<h2>${title}</h2>
    <figure>
      <figcaption class="quiet">${caption}</figcaption>
      ${trustedHtml(svg)}
    </figure>`;
}

function environmentSection({
  node,
  platform,
  cpuModel,
  cpuCount,
  packageVersion,
}: ReportEnvironment): Html {
  return html`<h2>Environment</h2>
    <p class="quiet">
      langgraph-star ${packageVersion}, Node ${node}, ${platform}, ${cpuCount} × ${cpuModel}
    </p>`;
}
