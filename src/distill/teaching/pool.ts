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
  type TeacherProgress,
  type TeacherRequest,
  type TeacherResult,
  type TeacherThreadData,
} from "./worker.js";

/** Options of {@link createTeacherPool}. */
export interface PoolOptions extends TeacherHostOptions {
  /** Worker threads. 0 uses this thread, which needs no time to start but is blocked meanwhile. */
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

/**
 * Starts threads that share one fitted index. When one dies, its jobs and all later ones reject with `WORKER_FAILED`.
 *
 * @example
 * ```ts
 * import { createTasks, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { createTeacherPool, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * // For many tasks, pass the number of cores as `threads`.
 * const pool = createTeacherPool({ index, dataset, model, threads: 0, slots: 1 });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 3 });
 * const answers = await Promise.all(tasks.map((task) => pool.rank({ settings, task, sample: 0 })));
 * await pool.close();
 * console.log(answers.length); // 3
 * ```
 */
export function createTeacherPool({ threads, slots, ...host }: PoolOptions): TeacherPool {
  const { index, model } = host;
  const { items, clock, synthetic } = host.dataset;
  const pool = createWorkerPool<TeacherRequest, TeacherResult, TeacherProgress>({
    threads,
    slots,
    module: new URL("./worker.js", import.meta.url),
    data: (): TeacherThreadData => ({
      index: toTransferable(index),
      dataset: { items, clock, synthetic }, // without the interactions, which would be copied to every thread
      model,
    }),
    inline: () => handleWith(createTeacherHost(host)),
    describe: ({ job }) => job.task.id,
    remedy: "Run the command again; lower --concurrency if memory ran out.",
  });
  return {
    failure: pool.failure,
    close: pool.close,
    async record(job, { signal, onCached, onRunning } = {}) {
      const onProgress = (progress: TeacherProgress) =>
        progress.kind === "cached" ? onCached?.(progress.usage) : onRunning?.(progress.running);
      const request = { kind: "record", job, isWatched: onRunning !== undefined } as const;
      return (await pool.ask(request, { signal, onProgress })) as Trajectory;
    },
    rank: async (job) => (await pool.ask({ kind: "rank", job })) as TeacherAnswer,
  };
}
