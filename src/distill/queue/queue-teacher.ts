import { StarError } from "../../errors.js";
import { parseTrajectory } from "../../trajectory/trajectory-line.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { trajectoryId } from "../teaching/run-task.js";
import type { TeachingJob } from "../teaching/settings.js";
import type { TeacherHost } from "../teaching/teacher-host.js";
import type { Connection } from "./connection.js";
import { LOST_WORKERS } from "./enqueue.js";
import { maintainQueue } from "./maintain.js";
import { findQueuedRun, type QueuedRun } from "./queued-run.js";

/** A teacher whose runs are done by the workers of a queue. */
export interface QueueTeacher extends Pick<TeacherHost, "record"> {
  /** Stops looking for results. */
  close(): Promise<void>;
}

/** Most tasks to wait for at once. */
export const MOST_AWAITED = 10_000;

/** Results that are read at once. */
const PAGE = 200;
/** Milliseconds between two looks for results. */
const LOOK_MS = 500;

interface Waiter {
  readonly resolve: (trajectory: Trajectory) => void;
  readonly reject: (error: unknown) => void;
}

interface StoredResult {
  readonly position: number;
  readonly line: string;
}

/**
 * Creates a teacher that answers with the results of a queued run, as soon as they are in the database.
 *
 * @param jobs - All runs of the tasks, in the order of their positions.
 */
export function createQueueTeacher(
  connection: Connection,
  run: QueuedRun,
  jobs: readonly TeachingJob[],
): QueueTeacher {
  const positions = new Map(jobs.map((job, position) => [idOf(job), position]));
  const waiters = new Map<number, Waiter>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  const look = async () => {
    // Before the results: those of a finished run do not change any more.
    const isFinished = (await findQueuedRun(connection, run.id))?.isFinished !== false;
    const results = await readResults(connection, { run, positions: [...waiters.keys()] });
    for (const { position, line } of results) {
      const waiter = waiters.get(position);
      waiters.delete(position);
      waiter?.resolve(parseTrajectory(line, `result ${position} of the run ${run.id}`));
    }
    if (results.length === PAGE) return look();
    await maintainQueue(connection);
    if (isFinished && waiters.size > 0) rejectAll(lostTasks(run, waiters.size));
  };
  const rejectAll = (error: unknown) => {
    for (const { reject } of waiters.values()) reject(error);
    waiters.clear();
  };
  const lookLater = () => {
    if (waiters.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      looking = look()
        .catch(rejectAll)
        .finally(() => {
          timer = undefined;
          lookLater();
        });
    }, LOOK_MS);
  };
  return {
    record: (job, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const position = positions.get(idOf(job));
        if (position === undefined) throw new Error(`${idOf(job)} is not in the queue.`);
        waiters.set(position, { resolve, reject });
        signal?.addEventListener("abort", () => waiters.delete(position));
        lookLater();
      }),
    async close() {
      clearTimeout(timer);
      waiters.clear();
      await looking;
      clearTimeout(timer);
    },
  };
}

const idOf = ({ task, sample }: TeachingJob) => trajectoryId(task, sample);

interface Wanted {
  readonly run: QueuedRun;
  readonly positions: readonly number[];
}

/** Final results, and those of a finished run: the last failure of a task whose worker was then lost too often. */
function readResults({ query }: Connection, { run, positions }: Wanted): Promise<StoredResult[]> {
  return query<StoredResult>(
    `SELECT position, line FROM star.result AS result JOIN star.run AS run ON run.id = result.run
     WHERE run.id = $1 AND position = ANY($2::integer[]) AND (is_final OR run.finished_on IS NOT NULL)
     ORDER BY position LIMIT ${PAGE}`,
    [run.id, positions],
  );
}

function lostTasks({ id }: QueuedRun, count: number): StarError {
  return new StarError("WORKER_FAILED", {
    message: `${count} tasks of the run ${id} have no result: their workers were lost ${LOST_WORKERS + 1} times.`,
    remedy:
      "Find out what ends the workers, such as missing memory (SELECT * FROM star.dead_letters), and run the same command again.",
    fields: { run: id, tasks: count },
  });
}
