import type { ResourceLimits } from "node:worker_threads";
import { messageOf, StarError } from "../errors.js";
import {
  createInlineExecutor,
  createThreadExecutor,
  type Executor,
  type Pending,
} from "./executor.js";
import { withOwnSignal } from "../own-signal.js";
import type { Handler, ThreadData } from "./protocol.js";
import { moduleUrl, startThread } from "./threads.js";

/** Options of {@link createWorkerPool}. */
export interface WorkerPoolOptions<Request, Result, Progress> {
  /** Worker threads. 0 answers in this thread, with `inline`. */
  readonly threads: number;
  /** Requests that one thread has in flight: 1 for work that computes, more for work that waits. Default 1. */
  readonly slots?: number;
  /** The worker module as imports write it, such as `new URL("./worker.js", import.meta.url)`. Default export: a `WorkerModule`. */
  readonly module: URL;
  /** Argument of the worker module, cloned to each thread. Computed only where there are threads. */
  readonly data?: () => unknown;
  /** Creates the handler that answers in this thread where `threads` is 0. */
  readonly inline?: () => Handler<Request, Result, Progress>;
  /** Of each thread. Default: Node's. */
  readonly resourceLimits?: ResourceLimits;
  /** Names a request in the error about a thread that died. Default: not named. */
  readonly describe?: (request: Request) => string;
  /** What to do when a thread dies. */
  readonly remedy: string;
}

/** Options of one request. */
export interface AskOptions<Progress> {
  /** Buffers moved to the thread instead of copied. Default: none. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Aborts the request. Its promise rejects with the signal's reason once the handler has stopped. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Threads that answer requests, first come, first served. */
export interface WorkerPool<Request, Result, Progress> {
  /**
   * @throws Errors of the handler; a `StarError` remains one.
   * @throws {StarError} `WORKER_FAILED` when the thread dies, and for every later request.
   */
  ask(request: Request, options?: AskOptions<Progress>): Promise<Result>;
  /** Aborted, with the reason, when a thread dies. */
  readonly failure: AbortSignal;
  /** Terminates the threads. Requests in flight reject. */
  close(): Promise<void>;
}

/** Starts worker threads that load one module and answer requests. */
export function createWorkerPool<Request, Result, Progress = never>(
  options: WorkerPoolOptions<Request, Result, Progress>,
): WorkerPool<Request, Result, Progress> {
  const { slots = 1 } = options;
  const waiting: Pending[] = [];
  const failure = new AbortController();
  let isClosing = false;
  let count = 0;

  const onDeath = (inFlight: readonly Pending[], cause: unknown) => {
    const reason = threadDied(options, inFlight, cause);
    if (isClosing) return reason;
    failure.abort(reason);
    for (const { reject } of waiting.splice(0)) reject(reason);
    return reason;
  };
  const executors = startExecutors(options, { onFree: sendWaiting, onDeath });

  function sendWaiting(): void {
    for (const executor of executors) {
      while (executor.load() < slots) {
        const next = waiting.shift();
        if (next === undefined) return;
        executor.send(next);
      }
    }
  }

  return {
    failure: failure.signal,
    ask: (request, { transfer = [], signal: given, onProgress } = {}) =>
      withOwnSignal(
        given,
        (signal) =>
          new Promise((resolve, reject) => {
            if (signal?.aborted === true) return reject(signal.reason);
            if (failure.signal.aborted) return reject(failure.signal.reason);
            const number = count++;
            waiting.push({ number, request, transfer, signal, onProgress, resolve, reject });
            sendWaiting();
          }),
      ),
    async close() {
      isClosing = true;
      await Promise.all(executors.map((executor) => executor.close()));
    },
  };
}

function startExecutors<Request, Result, Progress>(
  { threads, inline, module, data, resourceLimits }: WorkerPoolOptions<Request, Result, Progress>,
  events: Parameters<typeof createThreadExecutor>[1],
): Executor[] {
  if (threads === 0 && inline !== undefined) return [createInlineExecutor(inline(), events)];
  const start: ThreadData = { module: moduleUrl(module).href, data: data?.() };
  const main = new URL("./thread-main.js", import.meta.url);
  return Array.from({ length: threads }, () =>
    createThreadExecutor(startThread(main, start, resourceLimits), events),
  );
}

function threadDied(
  {
    module,
    describe,
    remedy,
  }: Pick<WorkerPoolOptions<never, never, never>, "module" | "describe" | "remedy">,
  inFlight: readonly Pending[],
  cause: unknown,
): StarError {
  const names = inFlight.flatMap(({ request }) => describe?.(request as never) ?? []);
  const work = names.length === 0 ? "" : ` while it worked on ${names.join(", ")}`;
  return new StarError("WORKER_FAILED", {
    message: `A worker thread of ${module.href} died${work}: ${messageOf(cause)}`,
    remedy,
    cause,
  });
}
