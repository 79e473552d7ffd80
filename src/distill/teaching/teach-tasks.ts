import { assertIntegers } from "../../assert.js";
import { checkSource } from "./results/foreign-file.js";
import { openResultFile, type ResultFile } from "./results/result-file.js";
import { recordCounted } from "./record-counted.js";
import { runJobs } from "./run-jobs.js";
import { trajectoryId } from "./run-task.js";
import type { TeachingJob } from "./settings.js";
import type { RecordOptions } from "./teacher-host.js";
import type { TeachOptions, TeachResult } from "./teach-options.js";
import { listJobs, planWork, type Work } from "./work.js";

/** The implementation of `teach`. */
export async function teachTasks(options: TeachOptions): Promise<TeachResult> {
  const { settings, fingerprint, tasks, samples = 1, path, signal } = options;
  assertIntegers({
    concurrency: options.concurrency,
    stopAfterFailures: options.stopAfterFailures,
  });
  const jobs = listJobs(tasks, samples, settings);
  const order = jobs.map(({ task, sample }) => trajectoryId(task, sample));
  const check = checkSource({ fingerprint, seed: tasks[0]?.seed });
  const file = await openResultFile({ path, order, check });
  try {
    const work = planWork(jobs, file, options);
    options.onStart?.(work.progress());
    if (work.missing.length > 0) await options.prepare?.();
    await runMissing(work, file, options);
    const { total, missing, repeated } = work;
    const skipped = total - missing.length;
    const { cutBytes } = file;
    return { ...work.progress(), skipped, repeated, cutBytes, stopReason: work.stopReason() };
  } finally {
    await file.close(signal?.aborted === true ? QUICK_BYTES : undefined);
  }
}

/** Size up to which a file is written anew in a fraction of a second. */
const QUICK_BYTES = 1 << 27;

async function runMissing(work: Work, file: ResultFile, options: TeachOptions): Promise<void> {
  const { teacher, concurrency = 8, budget, signal, onTrajectory, onRunning } = options;
  const run = (jobs: readonly TeachingJob[]) =>
    runJobs({
      jobs,
      concurrency,
      signal,
      mayStart: work.mayStart,
      run: (job, abort) =>
        recordCounted(teacher, job, { signal: abort, onRunning: reportTo(onRunning, job) }),
      async onResult({ trajectory, cached }) {
        await file.add(trajectory);
        work.counter.add(trajectory, cached);
        onTrajectory?.(trajectory, work.progress());
      },
    });
  // With a budget the first run is alone: it shows what a run costs.
  const alone = budget === undefined ? 0 : 1;
  await run(work.missing.slice(0, alone));
  await run(work.missing.slice(alone));
}

/** Reports that a run begins, and returns what reports how far it is. */
function reportTo(
  onRunning: TeachOptions["onRunning"],
  { task, sample }: TeachingJob,
): RecordOptions["onRunning"] {
  if (onRunning === undefined) return undefined;
  const run = { id: trajectoryId(task, sample), userId: task.userId, sample };
  onRunning({ ...run, execution: undefined });
  return (execution) => onRunning({ ...run, execution });
}
