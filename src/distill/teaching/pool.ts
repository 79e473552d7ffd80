import { toTransferable } from "../../collaborative/index-transfer.js";
import { startThread } from "../../worker/threads.js";
import {
  createInlineLane,
  createThreadLane,
  type Lane,
  type LaneOptions,
  type Pending,
} from "./lane.js";
import { createTeacherHost, type TeacherHost, type TeacherHostOptions } from "./teacher-host.js";
import type { WorkerData, WorkerJob, WorkerReply } from "./worker-protocol.js";

export interface PoolOptions extends TeacherHostOptions {
  /** Worker threads. 0 works in this thread, which starts at once and keeps it busy. */
  readonly threads: number;
  /** Tasks that one thread has in flight at once: 1 for a model that computes in it, more for one that answers from afar. */
  readonly slots: number;
}

/** A {@link TeacherHost} on several threads. Jobs beyond threads times slots wait, first come, first served. */
export interface TeacherPool extends TeacherHost {
  /** Aborted, with the reason, when a thread dies. */
  readonly failure: AbortSignal;
  /** Ends the threads. Whatever is in flight rejects. */
  close(): Promise<void>;
}

/** Starts threads that share one fitted index. When one dies, its jobs reject with `WORKER_FAILED`, and so does every later one. */
export function createTeacherPool(options: PoolOptions): TeacherPool {
  const { ask, failure, close } = createDispatcher(options);
  return {
    failure,
    close,
    async record(job) {
      const reply = await ask({ kind: "record", job });
      if (reply.kind !== "record") throw failed(reply);
      return reply.trajectory;
    },
    async rank(job) {
      const reply = await ask({ kind: "rank", job });
      if (reply.kind !== "rank") throw failed(reply);
      return reply.answer;
    },
  };
}

/** Hands requests to whichever lane has room, in the order in which they came. */
function createDispatcher(options: PoolOptions) {
  const waiting: Pending[] = [];
  const failure = new AbortController();
  const lanes = startLanes(options, { onFree: proceed, failure });
  let count = 0;

  function proceed(): void {
    for (const lane of lanes) {
      while (lane.load() < options.slots) {
        const next = waiting.shift();
        if (next === undefined) return;
        lane.send(next);
      }
    }
  }

  failure.signal.addEventListener("abort", () => {
    for (const { reject } of waiting.splice(0)) reject(failure.signal.reason);
  });
  return {
    failure: failure.signal,
    ask: (job: WorkerJob) =>
      new Promise<WorkerReply>((resolve, reject) => {
        if (failure.signal.aborted) return reject(failure.signal.reason);
        waiting.push({ request: { number: count++, ...job }, resolve, reject });
        proceed();
      }),
    async close(): Promise<void> {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

function startLanes({ index, dataset, model, threads }: PoolOptions, lane: LaneOptions): Lane[] {
  if (threads === 0) return [createInlineLane(createTeacherHost({ index, dataset, model }), lane)];
  const data: WorkerData = { index: toTransferable(index), dataset, model };
  const script = new URL("./worker.js", import.meta.url);
  return Array.from({ length: threads }, () => createThreadLane(startThread(script, data), lane));
}

function failed(reply: WorkerReply): Error {
  return new Error(reply.kind === "failed" ? reply.error : `An answer of kind "${reply.kind}".`);
}
