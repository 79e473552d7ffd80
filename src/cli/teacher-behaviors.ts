import {
  type BehaviorSummary,
  summarizeBehavior,
  type TaskBehavior,
} from "../distill/teaching/behavior.js";
import { formatPercent, formatPoints } from "../evaluation/format.js";
import type { TaskRecord } from "../evaluation/task-record.js";
import type { RecommendationTask } from "../types.js";
import { isTeacher } from "./policy-names.js";

/** Options of {@link summarizeBehaviors}. */
interface SummarizeOptions {
  /** Names of all policies. */
  readonly names: readonly string[];
  readonly tasks: readonly RecommendationTask[];
  readonly records: readonly TaskRecord[];
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** Behavior of a teacher on a task; undefined if it failed. */
  readonly behaviorOf: (policy: string, taskId: string) => TaskBehavior | undefined;
}

/** Summarizes the behavior of each teacher, by name. */
export function summarizeBehaviors(options: SummarizeOptions): Record<string, BehaviorSummary> {
  const { names, tasks, records, seed, behaviorOf } = options;
  const recordsOf = (name: string) => records.filter(({ policy }) => policy === name);
  const before = recordsOf("teacher:no-reflection");
  const summarize = (name: string) => {
    // In the order of the tasks, which is also that of equally frequent plans.
    const behavior = new Map<string, TaskBehavior>();
    for (const { id } of tasks) {
      const own = behaviorOf(name, id);
      if (own !== undefined) behavior.set(id, own);
    }
    const after = recordsOf(name);
    return summarizeBehavior({ behavior, after, before: name === "teacher" ? before : [], seed });
  };
  return Object.fromEntries(names.filter(isTeacher).map((name) => [name, summarize(name)]));
}

/** Formats the behavior of teachers as text. */
export function formatBehaviors(behaviors: Readonly<Record<string, BehaviorSummary>>): string {
  return Object.entries(behaviors)
    .map(([name, behavior]) => formatBehavior(name, behavior))
    .join("\n");
}

function formatBehavior(name: string, behavior: BehaviorSummary): string {
  const { revisedShare, plans, revision } = behavior;
  const planShares = Object.entries(plans).map(
    ([plan, share]) => `  ${formatPercent(share)}% ${plan}`,
  );
  return [
    `${name}: ${formatPercent(revisedShare)}% of the tasks revised; plans:`,
    ...planShares,
    ...(revision === null ? [] : [describeRevision(revision)]),
  ].join("\n");
}

function describeRevision(revision: NonNullable<BehaviorSummary["revision"]>): string {
  const { tasks, before, after, difference, ci95 } = revision;
  const interval = ci95.map(formatPoints).join(", ");
  return `  HR of the ${tasks} revised tasks: ${formatPercent(before)} without reflection, ${formatPercent(after)} with it, ${formatPoints(difference)} points [${interval}]`;
}
