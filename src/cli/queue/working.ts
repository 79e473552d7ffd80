import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, openConnection } from "../../distill/queue/connection.js";
import { maintainQueue } from "../../distill/queue/maintain.js";
import { findQueuedRun, hashTasks, type QueuedRun } from "../../distill/queue/queued-run.js";
import type { TaskResult } from "../../distill/queue/store-results.js";
import { findWaitingRun, type WorkOptions, workOnRun } from "../../distill/queue/work-on-run.js";
import { createWorkerRow, type WorkerRow } from "../../distill/queue/worker-row.js";
import type { TeachingJob } from "../../distill/teaching/settings.js";
import { createTallyCounter, type Tally } from "../../distill/teaching/tally.js";
import { listJobs } from "../../distill/teaching/work.js";
import { packageVersion } from "../../evaluation/report.js";
import { StarError } from "../../errors.js";
import type { Io } from "../io.js";
import type { RequestFlags } from "../model-flags.js";
import { prepareData } from "../prepare.js";
import { createProgress } from "../progress.js";
import { shardOf } from "../shard.js";
import { checkTeacher, fingerprintOfRun, type TeacherSource, withTeacher } from "../teaching.js";
import { parseQueuedOptions } from "./queued-options.js";

/** What belongs to the machine of a worker. Everything else is an option of the queued run. */
export interface WorkerFlags extends Pick<
  RequestFlags,
  "concurrency" | "timeout" | "firstByteTimeout" | "requestsPerMinute" | "tokensPerMinute" | "cache"
> {
  readonly dataDir?: string;
  readonly index?: string;
  readonly baseUrl?: string;
}

/** Options of {@link runWorker}. */
export interface RunWorkerOptions {
  readonly url: string;
  readonly flags: WorkerFlags;
  /** True ends when every queued run is finished. */
  readonly drain: boolean;
  /** Milliseconds between two looks for tasks. */
  readonly pollMs: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Result of {@link runWorker}. */
export interface WorkerSummary extends Tally {
  readonly worker: string;
  /** Ids of the runs whose tasks it ran. */
  readonly runs: readonly string[];
  /** Results in the database. */
  readonly stored: number;
  /** Results that were not stored, because another worker had finished the task. */
  readonly dropped: number;
}

/** Takes tasks from the queue and runs them. */
export async function runWorker(options: RunWorkerOptions, io: Io): Promise<WorkerSummary> {
  const { url, drain, pollMs, signal } = options;
  const connection = await openConnection({ url, onNote: io.note });
  const worker = createWorkerRow(connection);
  const counts = createWorkCounter();
  const seen = { connection, worker, counts };
  try {
    while (!signal.aborted) {
      await maintainQueue(connection);
      const run = await findWaitingRun(connection);
      await worker.see(run?.id ?? null, 0);
      if (run !== undefined) await workUntilEmpty(run, { ...options, ...seen }, io);
      else if (drain && !(await hasOpenRun(connection))) break;
      else await sleep(pollMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await worker.remove().finally(() => connection.close());
  }
  return { worker: worker.id, ...counts.read() };
}

type Working = RunWorkerOptions & {
  readonly connection: Connection;
  readonly worker: WorkerRow;
  readonly counts: WorkCounter;
};

/** Prepares a run, and works on it until it has no waiting tasks for a while, so that it need not be prepared again for a few. */
async function workUntilEmpty(run: QueuedRun, options: Working, io: Io): Promise<void> {
  const { connection, worker, counts, pollMs, signal } = options;
  io.note(`Run ${run.id}: preparing ${run.total} tasks.`);
  const { source, jobs } = await prepareRun(run, options, io);
  const progress = createProgress(io, { label: "work", total: run.total });
  progress.start(0);
  let stored = 0;
  const onStored: WorkOptions["onStored"] = (results, count) => {
    counts.add(run, results, count);
    stored += count;
    progress.update(stored, "", `run ${run.id}`);
  };
  try {
    await withTeacher(source, { io, runs: run.total }, async (teacher, concurrency) => {
      const work = { connection, run, worker, teacher, jobs, concurrency, signal, onStored };
      while (!signal.aborted) {
        await workOnRun(work);
        await maintainQueue(connection);
        const next = await findWaitingRun(connection);
        const isOpen = (await findQueuedRun(connection, run.id))?.isFinished === false;
        if ((next !== undefined && next.id !== run.id) || !isOpen) return;
        await worker.see(run.id, 0);
        if (next === undefined) await sleep(pollMs, undefined, { signal }).catch(() => {});
      }
    });
  } finally {
    progress.stop();
  }
}

interface PreparedRun {
  readonly source: TeacherSource;
  readonly jobs: readonly TeachingJob[];
}

/**
 * Prepares data and model with the options of the run, and the paths and limits of this machine.
 *
 * @throws {StarError} `QUEUE_MISMATCH` when this worker would do other work than the run's.
 */
async function prepareRun(run: QueuedRun, options: Working, io: Io): Promise<PreparedRun> {
  const { flags, signal } = options;
  assertSame(run, { what: "version of langgraph-star", own: packageVersion(), run: run.version });
  const { data, tasks: selection, model, settings } = parseQueuedOptions(run.options);
  const { dataset: name, samples, shard, ...rest } = { ...data, ...selection };
  const { baseUrl = model.baseUrl, ...machine } = flags;
  const all = { ...rest, ...machine, ...model, baseUrl };
  const prepared = await prepareData({ ...all, dataset: name }, io);
  const tasks = shardOf(prepared.tasks, shard);
  const source = { ...prepared, settings, model: { ...all, seed: data.seed } };
  assertSame(run, { what: "dataset", own: hashTasks(tasks), run: run.tasksHash });
  const own = fingerprintOfRun(source, io);
  assertSame(run, {
    what: "teacher: its data, index, server or settings",
    own,
    run: run.fingerprint,
  });
  await checkTeacher(source, { io, signal });
  return { source, jobs: listJobs(tasks, samples, settings) };
}

interface Comparison {
  readonly what: string;
  readonly own: string;
  readonly run: string;
}

function assertSame({ id }: QueuedRun, { what, own, run }: Comparison): void {
  if (own === run) return;
  throw new StarError("QUEUE_MISMATCH", {
    message: `The queued run ${id} is of another ${what} (${run.slice(0, 16)}) than this worker (${own.slice(0, 16)}).`,
    remedy:
      "Use the same version of langgraph-star, the same data (--data-dir) and the same server on every machine.",
    fields: { run: id },
  });
}

async function hasOpenRun({ query }: Connection): Promise<boolean> {
  const open = await query("SELECT id FROM star.run WHERE finished_on IS NULL LIMIT 1");
  return open.length > 0;
}

type WorkCounter = ReturnType<typeof createWorkCounter>;

function createWorkCounter() {
  const counter = createTallyCounter();
  const runs = new Set<string>();
  let [stored, finished] = [0, 0];
  return {
    add({ id }: QueuedRun, results: readonly TaskResult[], count: number) {
      runs.add(id);
      for (const { trajectory } of results) counter.add(trajectory);
      finished += results.length;
      stored += count;
    },
    read: () => ({ ...counter.read(), runs: [...runs], stored, dropped: finished - stored }),
  };
}
