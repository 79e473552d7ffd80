import type { Worker } from "node:worker_threads";
import { toTransferable } from "../../collaborative/index-transfer.js";
import { StarError } from "../../errors.js";
import { startWorker } from "./start-worker.js";
import type { TeacherHost, TeacherHostOptions } from "./teacher-host.js";
import type { WorkerJob, WorkerReply, WorkerRequest } from "./worker-protocol.js";

export interface PoolOptions extends TeacherHostOptions {
  /** Worker threads, at least 1. */
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

interface Pending {
  readonly request: WorkerRequest;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Starts threads that share one fitted index. A job rejects with `WORKER_FAILED` when its thread dies, and so do all jobs
 * after it.
 */
export function createTeacherPool({ index, threads, slots, ...rest }: PoolOptions): TeacherPool {
  const data = { index: toTransferable(index), ...rest };
  const waiting: Pending[] = [];
  const failure = new AbortController();
  const lanes = Array.from({ length: threads }, () =>
    createLane(startWorker(data), { onFree: proceed, failure }),
  );
  let count = 0;

  function proceed(): void {
    for (const lane of lanes) {
      while (waiting.length > 0 && lane.inFlight.size < slots) lane.send(waiting.shift());
    }
  }

  const ask = (job: WorkerJob) =>
    new Promise<WorkerReply>((resolve, reject) => {
      waiting.push({ request: { number: count++, ...job }, resolve, reject });
      proceed();
    });

  return {
    failure: failure.signal,
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
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

/** One thread with what it is working on. */
function createLane(
  worker: Worker,
  { onFree, failure }: { readonly onFree: () => void; readonly failure: AbortController },
) {
  const inFlight = new Map<number, Pending>();
  let isClosing = false;
  const die = (cause: unknown) => {
    const tasks = [...inFlight.values()].map(({ request }) => request.job.task.id);
    if (!isClosing && !failure.signal.aborted) failure.abort(threadDied(tasks, cause));
    for (const { reject } of inFlight.values()) reject(failure.signal.reason);
    inFlight.clear();
    onFree();
  };
  worker.on("message", (reply: WorkerReply) => {
    inFlight.get(reply.number)?.resolve(reply);
    inFlight.delete(reply.number);
    onFree();
  });
  worker.on("error", die);
  worker.on("exit", (code) => die(new Error(`it ended with exit code ${code}`)));
  return {
    inFlight,
    send(pending: Pending | undefined): void {
      if (failure.signal.aborted) return pending?.reject(failure.signal.reason);
      if (pending === undefined) return;
      inFlight.set(pending.request.number, pending);
      worker.postMessage(pending.request, []);
    },
    close() {
      isClosing = true;
      return worker.terminate();
    },
  };
}

function failed(reply: WorkerReply): Error {
  return new Error(reply.kind === "failed" ? reply.error : `An answer of kind "${reply.kind}".`);
}

function threadDied(taskIds: readonly string[], cause: unknown): StarError {
  const place = taskIds.length === 0 ? "between tasks" : `on ${taskIds.join(", ")}`;
  return new StarError("WORKER_FAILED", {
    message: `A worker thread died ${place}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: "Run the command again; lower --concurrency if memory ran out.",
    cause,
  });
}
