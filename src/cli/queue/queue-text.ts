import { formatErrors } from "../error-text.js";
import { formatUsage } from "../usage-text.js";
import type { QueuedSummary } from "./queueing.js";
import type { WorkerSummary } from "./working.js";

/** Formats the result of `star teach --queue` without `--wait` as text. */
export function formatQueued(summary: QueuedSummary): string {
  const { run, dataset, synthetic, queued, total } = summary;
  const name = synthetic ? `${dataset} (synthetic data)` : dataset;
  return [
    `${queued} of ${total} tasks of ${name} were put into the queue, as run ${run}.`,
    "Run star work on any number of machines, and this command with --wait --out FILE to get the trajectories.",
  ].join("\n");
}

/** Formats the result of `star work` as text. */
export function formatWork(summary: WorkerSummary): string {
  const { stored, dropped, runs, statuses, errors, usage } = summary;
  const { completed, ...others } = statuses;
  const problems = Object.entries(others).filter(([, count]) => count > 0);
  return [
    `${stored} results of ${runs.length} runs were stored: ${completed} completed${problems.map(([status, count]) => `, ${count} ${status}`).join("")}.`,
    ...(dropped > 0
      ? [`${dropped} results were dropped, because other workers had finished the tasks.`]
      : []),
    ...formatErrors(errors),
    `${formatUsage(usage, null)}.`,
  ].join("\n");
}
