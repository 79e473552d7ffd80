import { runJobs } from "../teaching/run-jobs.js";
import type { TeachingJob } from "../teaching/settings.js";
import type { TeacherHost } from "../teaching/teacher-host.js";
import { createHand, type Hand, type TakenTask } from "./hand.js";
import { maintainQueue } from "./maintain.js";
import type { Connection } from "./connection.js";
import { type QueuedRun, readQueuedRun, RUN_COLUMNS } from "./queued-run.js";
import { createResultSink } from "./result-sink.js";
import type { TaskResult } from "./store-results.js";
import { BOSS_SCHEMA } from "./schema.js";
import type { WorkerRow } from "./worker-row.js";

/** Options of {@link workOnRun}. */
export interface WorkOptions {
  readonly connection: Connection;
  readonly run: QueuedRun;
  readonly worker: WorkerRow;
  readonly teacher: Pick<TeacherHost, "record">;
  /** The runs of the tasks, in the order of their positions. */
  readonly jobs: readonly TeachingJob[];
  /** Tasks in progress at once, and tasks that are taken at once. */
  readonly concurrency: number;
  /** On abort no task is started; those that do not end within a second are aborted and given back. */
  readonly signal: AbortSignal;
  /** Called after a transaction, with the results of which it was, and how many of them were stored. */
  readonly onStored: (results: readonly TaskResult[], stored: number) => void;
}

/**
 * Runs tasks of one run until none is waiting, a run of higher priority is, or the signal aborts. At most twice as many tasks are
 * taken as run at once. Tasks that were taken and not finished are given back, also after an error.
 *
 * @throws {StarError} `QUEUE_UNREACHABLE` when the database does not answer for minutes.
 * @throws Whatever makes every run of the teacher fail, such as a wrong API key.
 */
export async function workOnRun(options: WorkOptions): Promise<void> {
  const { connection, run, worker, teacher, jobs, concurrency, signal, onStored } = options;
  const hand = createHand(connection, run);
  const sink = createResultSink({
    connection,
    run,
    worker: worker.id,
    onStored(results, stored) {
      hand.drop(results.map(({ task }) => task.jobId));
      onStored(results, stored);
    },
  });
  const source = createTaskSource(hand, concurrency);
  const heartbeat = createHeartbeat(options, hand, source.stop);
  try {
    await runJobs({
      jobs: source.tasks(),
      concurrency,
      signal,
      mayStart: () => true,
      async run(task: TakenTask, abort) {
        const job = jobs[task.position];
        if (job === undefined) throw new Error(`There is no task at position ${task.position}.`);
        return { task, trajectory: await teacher.record(job, { signal: abort }) };
      },
      onResult: sink.add,
    });
  } finally {
    await source.settle();
    await sink.flush().finally(() => {
      heartbeat.stop();
      return hand.release();
    });
  }
}

/** Yields waiting tasks; while they run, the next ones are taken. */
function createTaskSource(hand: Hand, count: number) {
  let next: Promise<readonly TakenTask[]> = Promise.resolve([]);
  const stopping = new AbortController();
  const take = () => {
    next = hand.take(count);
    next.catch(() => {}); // `tasks` awaits it.
  };
  return {
    async *tasks() {
      take();
      while (!stopping.signal.aborted) {
        const tasks = await next;
        if (tasks.length === 0) return;
        take();
        yield* tasks;
      }
    },
    /** Ends after the tasks that were yielded. */
    stop: () => stopping.abort(),
    /** Resolves when no tasks are being taken. */
    settle: async () => {
      await next.catch(() => {});
    },
  };
}

/** Says three times per lease that the worker is alive, and looks for a run of higher priority. */
function createHeartbeat(
  { connection, run, worker }: WorkOptions,
  hand: Hand,
  onOutranked: () => void,
) {
  let beating: Promise<void> | undefined;
  const beat = async () => {
    await hand.renew();
    await worker.see(run.id, hand.size());
    await maintainQueue(connection);
    if (await hasHigherRun(connection, run)) onOutranked();
  };
  const timer = setInterval(
    () => {
      // An error is that of the database, which the next statement of the work meets, too.
      beating ??= beat()
        .catch(() => {})
        .finally(() => {
          beating = undefined;
        });
    },
    (run.leaseSeconds * 1000) / 3,
  );
  return { stop: () => clearInterval(timer) };
}

async function hasHigherRun(connection: Connection, { priority }: QueuedRun): Promise<boolean> {
  const next = await findWaitingRun(connection);
  return next !== undefined && next.priority > priority;
}

/** The run of the highest priority that has waiting tasks, the oldest of several. */
export function findWaitingRun(connection: Connection): Promise<QueuedRun | undefined> {
  return readQueuedRun(
    connection,
    `SELECT ${RUN_COLUMNS} FROM star.run AS run
     WHERE finished_on IS NULL AND EXISTS (
       SELECT FROM ${BOSS_SCHEMA}.job WHERE name = run.queue AND state < 'active' AND start_after < now())
     ORDER BY priority DESC, created_on, id LIMIT 1`,
  );
}
