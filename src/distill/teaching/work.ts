import type { RecommendationTask } from "../../types.js";
import { type Budget, type BudgetReason, exceedsBudget } from "./budget.js";
import type { ResultFile } from "./results/result-file.js";
import { trajectoryId } from "./run-task.js";
import type { TeacherSettings, TeachingJob } from "./settings.js";
import { createTallyCounter, type Tally, type TallyCounter } from "./tally.js";

/** Progress of `teach`. */
export interface TeachProgress extends Tally {
  /** Runs whose trajectories are in the file, including those that were there before. */
  readonly done: number;
  /** Tasks times samples. */
  readonly total: number;
}

/** Why the work ended early: the signal, too many failures, a limit of the budget, or a limit but no counts of tokens. */
export type StopReason = "interrupted" | "failures" | BudgetReason;

/** Limits of the work. */
export interface Limits {
  readonly keepFailed?: boolean | undefined;
  readonly stopAfterFailures?: number | undefined;
  readonly budget?: Budget | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lists the runs of tasks, in the order of the file. */
export function listJobs(
  tasks: readonly RecommendationTask[],
  samples: number,
  settings: TeacherSettings,
): TeachingJob[] {
  return tasks.flatMap((task) =>
    Array.from({ length: samples }, (_, sample) => ({ settings, task, sample })),
  );
}

/** The runs to do, and how far they are. */
export interface Work {
  readonly total: number;
  readonly missing: readonly TeachingJob[];
  /** Runs among the missing ones that did not complete before. */
  readonly repeated: number;
  readonly counter: TallyCounter;
  progress(): TeachProgress;
  /** Null as long as further runs can be started. */
  stopReason(): StopReason | null;
  /** Checks the limits before a run is started. */
  mayStart(running: number): boolean;
}

/** Finds the runs that are missing in the file. */
export function planWork(
  jobs: readonly TeachingJob[],
  file: Pick<ResultFile, "statusOf">,
  limits: Limits,
): Work {
  const { keepFailed = false, stopAfterFailures = Infinity, budget = {}, signal } = limits;
  const statusOf = ({ task, sample }: TeachingJob) => file.statusOf(trajectoryId(task, sample));
  const isMissing = (job: TeachingJob) =>
    keepFailed ? statusOf(job) === undefined : statusOf(job) !== "completed";
  const missing = jobs.filter(isMissing);
  const counter = createTallyCounter();
  const total = jobs.length;
  let reason: StopReason | null = null;
  const runsOf = ({ statuses }: Tally) => Object.values(statuses).reduce((sum, n) => sum + n, 0);
  const findReason = (running: number): StopReason | null => {
    const tally = counter.read();
    const runs = runsOf(tally);
    if (runs - tally.statuses.completed >= stopAfterFailures) return "failures";
    return exceedsBudget({ runs, usage: tally.usage, running }, budget) ?? null;
  };
  return {
    total,
    missing,
    repeated: missing.filter((job) => statusOf(job) !== undefined).length,
    counter,
    progress() {
      const tally = counter.read();
      return { ...tally, done: total - missing.length + runsOf(tally), total };
    },
    mayStart(running) {
      reason ??= findReason(running);
      return reason === null;
    },
    stopReason() {
      if (runsOf(counter.read()) === missing.length) return null;
      return reason ?? (signal?.aborted === true ? "interrupted" : null);
    },
  };
}
