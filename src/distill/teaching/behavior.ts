import { averageByUser, mean } from "../../evaluation/bootstrap.js";
import { METRICS } from "../../evaluation/metrics.js";
import { type PairedDifference, pairedDifference } from "../../evaluation/paired-difference.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import type { TaskRecord } from "../../evaluation/task-record.js";
import type { Policy } from "../../types.js";
import type { TeacherSettings } from "./settings.js";
import type { TeacherHost } from "./teacher-host.js";

/** Plan and number of rounds of the teacher on one task. */
export interface TaskBehavior {
  /** Agents in the order of the plan. */
  readonly plan: readonly string[];
  /** 1 plus the number of revisions. */
  readonly rounds: number;
}

/** Options of {@link teacherPolicy}. */
export interface TeacherPolicyOptions {
  readonly teacher: Pick<TeacherHost, "rank">;
  readonly settings: TeacherSettings;
  /** Name of the policy in reports. */
  readonly name: string;
  /** If given, answers include the latency simulated for a model of this speed. */
  readonly simulation?: Simulation | undefined;
  /** Receives one entry per task, by task id. */
  readonly behavior: Map<string, TaskBehavior>;
}

/**
 * Wraps the teacher of a host or pool as a policy for `evaluate`.
 *
 * @example
 * ```ts
 * import {
 *   createTasks,
 *   evaluate,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 * } from "langgraph-star";
 * import {
 *   createTeacherHost,
 *   TEACHER_DEFAULTS as settings,
 *   teacherPolicy,
 *   type TaskBehavior,
 * } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const teacher = createTeacherHost({ index, dataset, model });
 * const behavior = new Map<string, TaskBehavior>();
 * const policy = teacherPolicy({ teacher, settings, name: "teacher", behavior });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 5 });
 * await evaluate({ policies: [policy], tasks });
 * console.log([...behavior.values()][0]); // { plan: ["user_profile", "recent_interest"], rounds: 2 }
 * ```
 */
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

/** Plans and revisions of a teacher over a list of tasks. Shares and metrics are from 0 to 1. */
export interface BehaviorSummary {
  /** Share of the answered tasks with a second round. */
  readonly revisedShare: number;
  /** Share of the tasks per plan, most frequent plan first. The key is its agents, joined by `+`. */
  readonly plans: Readonly<Record<string, number>>;
  /** Over the revised tasks; null without revised tasks or without records of the teacher without reflection. */
  readonly revision: RevisionEffect | null;
}

/** HR on the revised tasks with and without reflection, and the mean over users of `after - before`. */
export interface RevisionEffect extends PairedDifference {
  readonly tasks: number;
  /** HR without reflection. */
  readonly before: number;
  /** HR with reflection. */
  readonly after: number;
}

/** Options of {@link summarizeBehavior}. */
export interface SummarizeBehaviorOptions {
  /** By task id, as {@link teacherPolicy} fills it. */
  readonly behavior: ReadonlyMap<string, TaskBehavior>;
  /** Records of the teacher, one per task. */
  readonly after: readonly TaskRecord[];
  /** Records of the teacher without reflection on the same tasks; may be empty. */
  readonly before: readonly TaskRecord[];
  /** Seed of the bootstrap. */
  readonly seed: number;
}

/**
 * Counts plans and revisions, and compares the revised tasks with and without reflection.
 *
 * @example
 * ```ts
 * import { summarizeBehavior } from "langgraph-star/export";
 *
 * const unmeasured = { modelCalls: null, tokens: null, latencyMs: null, simulatedLatencyMs: null };
 * const answered = { policy: "teacher", appended: 0, error: null, ...unmeasured };
 * const behavior = new Map([
 *   ["task 1", { plan: ["recent_interest"], rounds: 2 }],
 *   ["task 2", { plan: ["user_profile"], rounds: 1 }],
 * ]);
 * const summary = summarizeBehavior({
 *   behavior,
 *   after: [{ ...answered, taskId: "task 1", userId: "ann", rank: 1 }],
 *   before: [{ ...answered, taskId: "task 1", userId: "ann", rank: 4 }],
 *   seed: 1,
 * });
 * console.log(summary.revisedShare, summary.revision?.difference.toFixed(2)); // 0.5 "0.67"
 * ```
 */
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
  const sorted = [...counts].toSorted(([, first], [, second]) => second - first);
  return Object.fromEntries(sorted.map(([name, count]) => [name, count / behaviors.length]));
}

function hitRate(records: readonly TaskRecord[]): number {
  return mean(averageByUser(records, ({ rank }) => METRICS.HR(rank)));
}
