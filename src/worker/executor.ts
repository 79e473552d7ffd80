import type { Worker } from "node:worker_threads";
import {
  type Handler,
  type ThreadMessage,
  type ThreadReply,
  Transferred,
  unpackError,
} from "./protocol.js";

/** A request whose result is awaited. */
export interface Pending {
  readonly number: number;
  readonly request: unknown;
  /** Buffers moved to the thread instead of copied. */
  readonly transfer: readonly ArrayBuffer[];
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: never) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** Executes requests: in a worker thread, or in this thread. */
export interface Executor {
  /** Requests in flight. */
  load(): number;
  send(pending: Pending): void;
  close(): Promise<void>;
}

/** Callbacks of an executor's owner. */
export interface ExecutorEvents {
  /** A request has ended. */
  readonly onFree: () => void;
  /** The thread died while it worked on these requests. Returns the error they reject with. */
  readonly onDeath: (inFlight: readonly Pending[], cause: unknown) => unknown;
}

/** An executor in this thread: it needs no time to start, but blocks the thread. */
export function createInlineExecutor(
  handler: Handler<never, unknown, never>,
  { onFree }: Pick<ExecutorEvents, "onFree">,
): Executor {
  let load = 0;
  const settle = async ({ request, signal, onProgress, resolve, reject }: Pending) => {
    const context = {
      report: (progress: never) => onProgress?.(progress),
      signal: signal ?? new AbortController().signal,
    };
    try {
      const result = await handler(request as never, context);
      resolve((result instanceof Transferred ? result.result : result) as never);
    } catch (error) {
      reject(error);
    }
  };
  return {
    load: () => load,
    async send(pending) {
      load++;
      await settle(pending);
      load--;
      onFree();
    },
    close: async () => {},
  };
}

/** An executor in a worker thread. */
export function createThreadExecutor(
  worker: Worker,
  { onFree, onDeath }: ExecutorEvents,
): Executor {
  const inFlight = new Map<number, Pending>();
  const die = (cause: unknown) => {
    const requests = [...inFlight.values()];
    inFlight.clear();
    const reason = onDeath(requests, cause);
    for (const { signal, reject } of requests) {
      reject(signal?.aborted === true ? signal.reason : reason);
    }
  };
  worker.on("message", (reply: ThreadReply) => {
    const pending = inFlight.get(reply.number);
    if (pending === undefined) return;
    if (reply.kind === "progress") return pending.onProgress?.(reply.progress as never);
    inFlight.delete(reply.number);
    settle(pending, reply);
    onFree();
  });
  worker.on("error", die);
  worker.on("exit", (code) => die(new Error(`it ended with exit code ${code}`)));
  return {
    load: () => inFlight.size,
    send(pending) {
      const { number, request, transfer, signal } = pending;
      inFlight.set(number, pending);
      const post = (message: ThreadMessage) => worker.postMessage(message, transfer);
      post({ kind: "request", number, request });
      signal?.addEventListener("abort", () => {
        if (inFlight.has(number)) worker.postMessage({ kind: "abort", number }, []);
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

function settle(
  { resolve, reject, signal }: Pending,
  reply: Exclude<ThreadReply, { readonly kind: "progress" }>,
): void {
  if (reply.kind === "done") resolve(reply.result as never);
  else if (reply.kind === "aborted") reject(signal?.reason);
  else reject(unpackError(reply.error));
}
