import { join } from "node:path";
import { writeFileAtomic } from "../files.js";
import { renderReportHtml } from "../evaluation/report-html.js";
import type { Report } from "../evaluation/report-schema.js";

/** Writes `report.json` and `report.html` into a directory; each whole or not at all. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await writeFileAtomic(join(directory, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFileAtomic(join(directory, "report.html"), await renderReportHtml(report));
}
