import { join } from "node:path";
import { renderReportHtml } from "../evaluation/report-html.js";
import { writeFileAtomic } from "../files.js";
import type { Measurement } from "./evaluation.js";

/**
 * Writes `report.json`, `report.html` and, when a teacher took part, `behavior.json` into a directory; each file whole or
 * not at all.
 */
export async function writeReport(
  directory: string,
  { report, behaviors }: Measurement,
): Promise<void> {
  const write = (name: string, text: string) => writeFileAtomic(join(directory, name), text);
  await write("report.json", `${JSON.stringify(report, null, 2)}\n`);
  await write("report.html", await renderReportHtml(report));
  if (Object.keys(behaviors).length > 0)
    await write("behavior.json", `${JSON.stringify(behaviors, null, 2)}\n`);
}
