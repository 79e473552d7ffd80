import { toSelfContainedDocument } from "../text/self-contained-document.js";
import { describeProtocol, formatPercent, formatSpread } from "./format.js";
import { html, type Html } from "./html.js";
import { disagreementSection, recordingHint } from "./page/disagreement-section.js";
import { REPORT_SCRIPT } from "./page/page-script.js";
import { REPORT_STYLE } from "./page/page-style.js";
import {
  groupChart,
  hitRateChart,
  latencyChart,
  pairedChart,
  positionChart,
  tokenChart,
} from "./page/report-charts.js";
import {
  catalogTable,
  groupTable,
  metricsTable,
  pairedTable,
  positionTable,
} from "./page/report-tables.js";
import { figure, folded, type Section, when } from "./page/section.js";
import { trainingSection } from "./page/training-section.js";
import { type Canvas, loadCanvas } from "./plots/canvas.js";
import { remarksOf, warningOf } from "./remarks.js";
import type { GroupReport, Report, ReportEnvironment, ReportTables } from "./report-schema.js";
import { verdictOfPair } from "./table.js";

/** What the page shows: a report, or a comparison of two evaluations. */
export type PageReport = ReportTables &
  Partial<Pick<Report, "environment">> & {
    /** What differs between two evaluations besides their results. Default: nothing. */
    readonly differences?: readonly string[];
  };

/**
 * Renders a report as a self-contained HTML page: charts, tables that can be sorted, and tasks on which students and teacher differ. It loads
 * nothing, and its policy allows only its own script and style. Names from data are escaped.
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
export async function renderReportHtml(report: PageReport): Promise<string> {
  const canvas = await loadCanvas();
  const sections = sectionsOf(report, canvas);
  const body = html`<main>
    ${header(report)} ${contents(sections)} ${metricsTable(report)} ${remarkList(report)}
    ${sections.map(
      ({ id, title, content }) =>
        html`<section aria-labelledby="${id}">
          <h2 id="${id}">${title}</h2>
          ${content}
        </section>`,
    )}
  </main>`;
  return toSelfContainedDocument({
    title: html`${titleOf(report)}`.html,
    style: REPORT_STYLE,
    script: REPORT_SCRIPT,
    body: body.html,
  });
}

function titleOf({ protocol }: PageReport): string {
  return `Recommendation report: ${protocol.dataset}${protocol.synthetic ? " (synthetic)" : ""}`;
}

function header(report: PageReport): Html {
  const warning = warningOf(report);
  return html`<h1>${titleOf(report)}</h1>
    <p class="quiet">${describeProtocol(report.protocol)}.</p>
    ${warning && html`<p class="warning" role="note">${warning}</p>`} ${lead(report)}`;
}

/** The policy with the highest HR, and how many of the others it is above beyond chance. */
function lead({ rows, paired }: PageReport): Html {
  const [best] = rows.toSorted((one, other) => other.HR - one.HR);
  if (best === undefined || paired.length === 0) return html``;
  const own = paired.filter(({ a, b }) => a === best.policy || b === best.policy);
  const decided = own.filter((pair) => verdictOfPair(pair) !== "undecided").length;
  return html`<p class="lead">
    Highest HR: <strong>${best.policy}</strong>, ${formatPercent(best.HR)}
    ${formatSpread(best.ci95.HR)}. Its difference is beyond chance for ${decided} of the
    ${own.length} policies that it is compared with.
  </p>`;
}

function contents(sections: readonly Section[]): Html {
  return html`<nav aria-label="Sections">
    <ul>
      ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </nav>`;
}

function remarkList(report: PageReport): Html {
  const remarks = remarksOf(report).map(
    ({ policy, text }) => html`<li><strong>${policy}</strong>: ${text}.</li>`,
  );
  return remarks.length === 0
    ? html``
    : html`<ul class="remarks">
        ${remarks}
      </ul>`;
}

function sectionsOf(report: PageReport, canvas: Canvas): Section[] {
  const { rows, paired, catalog, groups = [], training = [], environment } = report;
  const { differences = [] } = report;
  const hasPositions = rows.some(({ firstPosition }) => firstPosition !== undefined);
  return [
    {
      id: "hit-rate",
      title: "Hit rate",
      content: figure(
        "HR is the mean of HR@1, HR@3 and HR@5. Bands span 95% bootstrap intervals over users. A hollow dot has a note above.",
        hitRateChart(canvas, rows),
      ),
    },
    ...when(paired.length > 0, "paired", "Paired differences", () => [
      figure(
        "Both policies on the same tasks. Bands span 95% bootstrap intervals over users. Gray ones are undecided at 5%, adjusted for the number of comparisons.",
        pairedChart(canvas, paired),
      ),
      folded("The differences as a table", pairedTable(paired)),
    ]),
    ...costSections(rows, canvas),
    ...groups.map((breakdown) => groupSection(breakdown, canvas)),
    ...when(catalog !== undefined, "catalog", "Coverage and popularity", () =>
      catalog === undefined ? [] : [catalogTable(catalog)],
    ),
    ...when(hasPositions, "positions", "Position bias", () => [
      figure(
        "Candidates are shuffled: a policy that looks at items alone ranks candidates of all positions first equally often. Bands span 95% intervals.",
        positionChart(canvas, rows),
      ),
      folded("The positions as a table", positionTable(rows)),
    ]),
    ...disagreements(report),
    ...trainingSection(training, canvas),
    ...when(differences.length > 0, "differences", "What else differs", () => [
      html`<ul class="remarks">
        ${differences.map((text) => html`<li>${text}</li>`)}
      </ul>`,
    ]),
    ...when(environment !== undefined, "environment", "Environment", () =>
      environment === undefined ? [] : [describeEnvironment(environment)],
    ),
  ];
}

function costSections(rows: PageReport["rows"], canvas: Canvas): Section[] {
  const timed = rows.some(({ latencyMs }) => latencyMs.p50 !== null);
  const counted = rows.some(({ tokens }) => tokens !== null && tokens > 0);
  return [
    ...when(timed, "latency", "Hit rate against latency", () => [
      figure(
        "Further up is better, further left is faster. A dot is the median, its band ends at the 95th percentile.",
        latencyChart(canvas, rows),
      ),
    ]),
    ...when(counted, "tokens", "Hit rate against tokens", () => [
      figure(
        "Further up is better, further left is cheaper: mean tokens of a task. Policies without a model have none.",
        tokenChart(canvas, rows),
      ),
    ]),
  ];
}

const GROUP_TITLES = {
  history: "HR by length of the history",
  popularity: "HR by popularity of the held-out item",
} as const;
const GROUP_CAPTIONS = {
  history: "Interactions that a policy sees of the user, in groups of about equally many tasks.",
  popularity:
    "Interactions of the held-out item that models may be fitted on, in groups of about equally many tasks.",
} as const;

function groupSection(breakdown: GroupReport, canvas: Canvas): Section {
  const { by } = breakdown;
  return {
    id: `by-${by}`,
    title: GROUP_TITLES[by],
    content: html`${figure(GROUP_CAPTIONS[by], groupChart(canvas, breakdown))}
    ${folded("The groups as a table", groupTable(breakdown))}`,
  };
}

function disagreements({ disagreements: pairs = [], protocol }: PageReport): Section[] {
  return when(pairs.length > 0, "disagreements", "Where students and teacher differ", () => [
    recordingHint(protocol),
    ...pairs.map((pair) => disagreementSection(pair, protocol)),
  ]);
}

function describeEnvironment({
  node,
  platform,
  cpuModel,
  cpuCount,
  packageVersion,
}: ReportEnvironment): Html {
  return html`<p class="quiet">
    langgraph-star ${packageVersion}, Node ${node}, ${platform}, ${cpuCount} × ${cpuModel}
  </p>`;
}
