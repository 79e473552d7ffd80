import type { Worker } from "node:worker_threads";
import { StarError } from "../../errors.js";
import type { TeacherHost } from "./teacher-host.js";
import { answerRequest, type WorkerReply, type WorkerRequest } from "./worker-protocol.js";

/** A request that somebody waits for. */
export interface Pending {
  readonly request: WorkerRequest;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (reason: unknown) => void;
}

/** Something that works on requests. */
export interface Lane {
  /** How many it is working on. */
  load(): number;
  send(pending: Pending): void;
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Called whenever a request is done. */
  readonly onFree: () => void;
  /** Aborted with the reason when the lane dies. */
  readonly failure: AbortController;
}

/** A lane in this thread. */
export function createInlineLane(host: TeacherHost, { onFree }: Pick<LaneOptions, "onFree">): Lane {
  let load = 0;
  return {
    load: () => load,
    async send({ request, resolve }) {
      load++;
      resolve(await answerRequest(host, request));
      load--;
      onFree();
    },
    close: async () => {},
  };
}

/** A lane in a thread of its own. When the thread dies, all that it was working on rejects with `WORKER_FAILED`. */
export function createThreadLane(worker: Worker, { onFree, failure }: LaneOptions): Lane {
  const inFlight = new Map<number, Pending>();
  let isClosing = false;
  const die = (cause: unknown) => {
    const tasks = [...inFlight.values()].map(({ request }) => request.job.task.id);
    const reason = threadDied(tasks, cause);
    if (!isClosing) failure.abort(reason);
    for (const { reject } of inFlight.values()) reject(reason);
    inFlight.clear();
  };
  worker.on("message", (reply: WorkerReply) => {
    inFlight.get(reply.number)?.resolve(reply);
    inFlight.delete(reply.number);
    onFree();
  });
  worker.on("error", die);
  worker.on("exit", (code) => die(new Error(`it ended with exit code ${code}`)));
  return {
    load: () => inFlight.size,
    send(pending) {
      inFlight.set(pending.request.number, pending);
      worker.postMessage(pending.request, []);
    },
    async close() {
      isClosing = true;
      await worker.terminate();
    },
  };
}

function threadDied(taskIds: readonly string[], cause: unknown): StarError {
  const place = taskIds.length === 0 ? "between tasks" : `on ${taskIds.join(", ")}`;
  return new StarError("WORKER_FAILED", {
    message: `A worker thread died ${place}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: "Run the command again; lower --concurrency if memory ran out.",
    cause,
  });
}
