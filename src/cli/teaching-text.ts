import type { Usage } from "../trajectory/usage.js";
import type { StopReason } from "../distill/teaching/work.js";
import type { EstimateSummary, TeachingSummary } from "./teaching.js";
import { formatErrors } from "./error-text.js";
import { formatUsage } from "./usage-text.js";

const STOPPED: Record<StopReason, string> = {
  interrupted: "Interrupted.",
  failures: "Stopped, because as many runs failed as --stop-after-failures allows.",
  tokens: "Stopped, because another run would exceed --max-tokens.",
  cost: "Stopped, because another run would exceed --max-cost.",
  unmetered:
    "Stopped, because the model reports no tokens: --max-tokens and --max-cost cannot be observed.",
};

/** Formats the result of `star teach` as text. */
export function formatTeaching(summary: TeachingSummary): string {
  const { out, done, total, skipped, repeated, statuses, cutBytes, stopReason } = summary;
  const { completed, ...others } = statuses;
  const problems = Object.entries(others).filter(([, count]) => count > 0);
  const again = repeated > 0 ? ` (${repeated} repeated, because they had failed)` : "";
  return [
    `${done} of ${total} trajectories of ${nameOf(summary)} are in ${out}: ${skipped} from earlier runs, ${done - skipped} new${again}.`,
    ...(cutBytes > 0 ? [`An incomplete last line of ${cutBytes} bytes was removed.`] : []),
    `New: ${completed} completed${problems.map(([status, count]) => `, ${count} ${status}`).join("")}; ${summary.firstPlaces} rank the held-out item first.`,
    ...formatErrors(summary.errors),
    ...(problems.length > 0
      ? ["The same command repeats the runs that did not complete; --keep-failed leaves them."]
      : []),
    ...formatCached(summary.cached),
    `${formatUsage(summary.usage, summary.price)}, ${summary.seconds.toFixed(1)} s, ${summary.runsPerSecond.toFixed(1)} runs/s.`,
    ...(stopReason === null
      ? []
      : [`${STOPPED[stopReason]} Run the same command again to resume.`]),
  ].join("\n");
}

/** Formats the result of `star teach --dry-run` as text. */
export function formatEstimate(summary: EstimateSummary): string {
  const { tried, missing, out, price, seconds } = summary;
  const usage = { ...summary, modelCalls: 0 };
  const { runs, statuses } = tried;
  return [
    `${missing} runs of ${nameOf(summary)} are missing in ${out}. Nothing was written.`,
    `${runs} of them were tried: ${statuses.completed} completed, ${runs - statuses.completed} did not; ${formatUsage(tried.usage, price)}.`,
    ...formatErrors(tried.errors),
    `Estimate for all ${missing}: ${formatUsage(usage, price)}, ${formatTime(seconds)}.`,
  ].join("\n");
}

function formatCached(cached: Usage): string[] {
  if (cached.modelCalls === 0) return [];
  return [
    `From the cache: ${cached.modelCalls} model calls, ${formatUsage(cached, null)}. Not from it:`,
  ];
}

function nameOf({ dataset, synthetic }: Pick<TeachingSummary, "dataset" | "synthetic">): string {
  return synthetic ? `${dataset} (synthetic data)` : dataset;
}

function formatTime(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
