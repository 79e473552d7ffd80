import { type Connection, openConnection } from "../../distill/queue/connection.js";
import { type Enqueued, enqueueRun } from "../../distill/queue/enqueue.js";
import { hashTasks, type QueuedRun, runIdOf } from "../../distill/queue/queued-run.js";
import { createQueueTeacher, MOST_AWAITED } from "../../distill/queue/queue-teacher.js";
import type { TeacherSettings } from "../../distill/teaching/settings.js";
import { listJobs } from "../../distill/teaching/work.js";
import { packageVersion } from "../../evaluation/report.js";
import type { Io } from "../io.js";
import type { PreparedData } from "../prepare.js";
import {
  fingerprintOfRun,
  type RunTeachingOptions,
  runTeaching,
  type TeachingSummary,
} from "../teaching.js";
import { type QueuedFlags, toQueuedOptions } from "./queued-options.js";

/** Options of {@link queueTeaching}. */
export interface QueueTeachingOptions extends PreparedData {
  readonly url: string;
  readonly flags: QueuedFlags;
  readonly settings: TeacherSettings;
  readonly retries: number;
  readonly leaseSeconds: number;
  readonly priority: number;
  readonly keepFailed: boolean;
}

/** A run in the queue, as printed. */
export interface QueuedSummary extends Pick<QueuedRun, "fingerprint" | "priority" | "total"> {
  readonly run: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  /** Tasks that were put into the queue now; fewer than `total` if the run was there before. */
  readonly queued: number;
}

/** Puts the tasks into the queue. */
export async function queueTeaching(options: QueueTeachingOptions, io: Io): Promise<QueuedSummary> {
  const connection = await openConnection({ url: options.url, onNote: io.note });
  try {
    return summarize(options, await enqueue(connection, options, io));
  } finally {
    await connection.close();
  }
}

/** Result of {@link queueAndWait}. */
export interface WaitedSummary extends TeachingSummary {
  readonly run: string;
  readonly queued: number;
}

type WaitOptions = QueueTeachingOptions & {
  readonly work: RunTeachingOptions;
};

/** Puts the tasks into the queue, and writes the trajectories of the workers to a file as they come. */
export async function queueAndWait(options: WaitOptions, io: Io): Promise<WaitedSummary> {
  const { url, settings, flags, tasks, work } = options;
  const connection = await openConnection({ url, onNote: io.note });
  try {
    const enqueued = await enqueue(connection, options, io);
    const jobs = listJobs(tasks, flags.samples, settings);
    const teacher = createQueueTeacher(connection, enqueued.run, jobs);
    const concurrency = Math.min(jobs.length, MOST_AWAITED);
    const summary = await runTeaching({ ...work, remote: { teacher, concurrency } }, io);
    return { ...summary, run: enqueued.run.id, queued: enqueued.added };
  } finally {
    await connection.close();
  }
}

function enqueue(connection: Connection, options: QueueTeachingOptions, io: Io): Promise<Enqueued> {
  const { flags, settings, tasks, retries, leaseSeconds, priority, keepFailed } = options;
  const { samples } = flags;
  const fingerprint = fingerprintOfRun({ ...options, model: flags }, io);
  const identity = {
    version: packageVersion(),
    fingerprint,
    tasksHash: hashTasks(tasks),
    samples,
  };
  const run = {
    ...identity,
    id: runIdOf(identity),
    options: toQueuedOptions(flags, settings),
    total: tasks.length * samples,
    retries,
    leaseSeconds,
    priority,
  };
  return enqueueRun(connection, run, { keepFailed });
}

function summarize(
  { dataset: { name, synthetic } }: QueueTeachingOptions,
  { run, added }: Enqueued,
): QueuedSummary {
  const { id, fingerprint, priority, total } = run;
  return { run: id, dataset: name, synthetic, fingerprint, priority, total, queued: added };
}
