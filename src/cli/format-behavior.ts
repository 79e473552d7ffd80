import type { BehaviorSummary } from "../distill/teaching/behavior.js";
import { formatPercent, formatPoints } from "../evaluation/format.js";

/** How teachers worked, for a person. */
export function formatBehaviors(behaviors: Readonly<Record<string, BehaviorSummary>>): string {
  const paragraphs = Object.entries(behaviors).map(([name, one]) => formatBehavior(name, one));
  return paragraphs.join("\n");
}

function formatBehavior(name: string, behavior: BehaviorSummary): string {
  const { revisedShare, plans, revision } = behavior;
  const mix = Object.entries(plans).map(([plan, share]) => `  ${formatPercent(share)}% ${plan}`);
  return [
    `${name}: ${formatPercent(revisedShare)}% of the tasks revised; plans:`,
    ...mix,
    ...(revision === null ? [] : [describeRevision(revision)]),
  ].join("\n");
}

function describeRevision(revision: NonNullable<BehaviorSummary["revision"]>): string {
  const { tasks, before, after, difference, ci95 } = revision;
  const interval = ci95.map(formatPoints).join(", ");
  return `  HR of the ${tasks} revised tasks: ${formatPercent(before)} without reflection, ${formatPercent(after)} with it, ${formatPoints(difference)} points [${interval}]`;
}
