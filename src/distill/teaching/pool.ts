import { toTransferable } from "../../collaborative/index-transfer.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { createWorkerPool } from "../../worker/pool.js";
import {
  createTeacherHost,
  type TeacherAnswer,
  type TeacherHost,
  type TeacherHostOptions,
} from "./teacher-host.js";
import {
  handleWith,
  type TeacherRequest,
  type TeacherResult,
  type TeacherThreadData,
} from "./worker.js";

/** Options of {@link createTeacherPool}. */
export interface PoolOptions extends TeacherHostOptions {
  /** Worker threads. 0 works in this thread, which starts at once and keeps it busy. */
  readonly threads: number;
  /** Tasks that one thread has in flight: 1 for a model that computes in the thread, more for a remote model. */
  readonly slots: number;
}

/** A {@link TeacherHost} on several threads. Jobs beyond `threads * slots` wait, first come, first served. */
export interface TeacherPool extends TeacherHost {
  /** Aborted, with the reason, when a thread dies. */
  readonly failure: AbortSignal;
  /** Terminates the threads. Jobs in flight reject. */
  close(): Promise<void>;
}

/** Starts threads that share one fitted index. When one dies, its jobs and all later ones reject with `WORKER_FAILED`. */
export function createTeacherPool({ threads, slots, ...host }: PoolOptions): TeacherPool {
  const { index, dataset, model } = host;
  const pool = createWorkerPool<TeacherRequest, TeacherResult>({
    threads,
    slots,
    module: new URL("./worker.js", import.meta.url),
    data: (): TeacherThreadData => ({ index: toTransferable(index), dataset, model }),
    inline: () => handleWith(createTeacherHost(host)),
    describe: ({ job }) => job.task.id,
    remedy: "Run the command again; lower --concurrency if memory ran out.",
  });
  return {
    failure: pool.failure,
    close: pool.close,
    record: async (job) => (await pool.ask({ kind: "record", job })) as Trajectory,
    rank: async (job) => (await pool.ask({ kind: "rank", job })) as TeacherAnswer,
  };
}
