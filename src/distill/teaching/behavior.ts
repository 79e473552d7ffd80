import {
  averageByUser,
  type Interval,
  pairedDifference,
  mean,
} from "../../evaluation/bootstrap.js";
import { METRICS } from "../../evaluation/metrics.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import type { TaskRecord } from "../../evaluation/task-record.js";
import type { Policy } from "../../types.js";
import type { TeacherSettings } from "./settings.js";
import type { TeacherHost } from "./teacher-host.js";

/** How a teacher came to its answer to one task. */
export interface TaskBehavior {
  /** The agents of the plan, in its order. */
  readonly plan: readonly string[];
  readonly rounds: number;
}

export interface TeacherPolicyOptions {
  readonly teacher: Pick<TeacherHost, "rank">;
  readonly settings: TeacherSettings;
  readonly name: string;
  /** The model whose latency answers are to tell, too. */
  readonly simulation?: Simulation | undefined;
  /** Filled with one entry a task, by its id. */
  readonly behavior: Map<string, TaskBehavior>;
}

/** A teacher of a host or a pool as a policy. */
export function teacherPolicy({ name, behavior, ...options }: TeacherPolicyOptions): Policy {
  const { teacher, settings, simulation } = options;
  return {
    name,
    async rank(task) {
      const job = { settings, task, sample: 0, simulation };
      const { plan, rounds, ...answer } = await teacher.rank(job);
      behavior.set(task.id, { plan, rounds });
      return answer;
    },
  };
}

/** What reflection did over a list of tasks. Shares and metrics are fractions from 0 to 1. */
export interface BehaviorSummary {
  /** Of the tasks it answered, how many went through a second round. */
  readonly revisedShare: number;
  /** How often each plan was chosen, as a share; agents joined by `+`, most frequent first. */
  readonly plans: Readonly<Record<string, number>>;
  /** On the revised tasks only; null without any, or without a run of the same teacher that may not revise. */
  readonly revision: RevisionEffect | null;
}

export interface RevisionEffect {
  readonly tasks: number;
  /** HR of the same tasks without reflection. */
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly ci95: Interval;
}

export interface SummarizeBehaviorOptions {
  readonly behavior: ReadonlyMap<string, TaskBehavior>;
  /** Records of the teacher, one a task. */
  readonly after: readonly TaskRecord[];
  /** Records of the teacher without reflection on the same tasks; may be empty. */
  readonly before: readonly TaskRecord[];
  readonly seed: number;
}

/** Sums up plans and revisions, and compares the revised tasks with and without reflection. */
export function summarizeBehavior(options: SummarizeBehaviorOptions): BehaviorSummary {
  const { behavior, after, before, seed } = options;
  const isRevised = ({ taskId }: TaskRecord) => (behavior.get(taskId)?.rounds ?? 1) > 1;
  const [revisedAfter, revisedBefore] = [after.filter(isRevised), before.filter(isRevised)];
  const isComparable = revisedAfter.length > 0 && revisedBefore.length > 0;
  return {
    revisedShare: revisedAfter.length / (behavior.size || 1),
    plans: planShares([...behavior.values()]),
    revision: isComparable
      ? {
          tasks: revisedAfter.length,
          before: hitRate(revisedBefore),
          after: hitRate(revisedAfter),
          ...pairedDifference(revisedAfter, revisedBefore, { seed }),
        }
      : null,
  };
}

function planShares(behaviors: readonly TaskBehavior[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { plan } of behaviors) {
    const name = plan.join("+");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const falling = [...counts].toSorted(([, first], [, second]) => second - first);
  return Object.fromEntries(falling.map(([name, count]) => [name, count / behaviors.length]));
}

function hitRate(records: readonly TaskRecord[]): number {
  return mean(averageByUser(records, ({ rank }) => METRICS.HR(rank)));
}
