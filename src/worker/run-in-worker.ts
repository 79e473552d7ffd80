import type { Worker } from "node:worker_threads";
import { messageOf, StarError } from "../errors.js";
import { moduleUrl, startThread } from "./threads.js";
import { type JobData, type JobReply, STOP_REQUEST, unpackError } from "./worker-protocol.js";

/** What a job may do besides its work. */
export interface JobContext<Progress> {
  /** Says how far it is. */
  report(progress: Progress): void;
  /** Aborted when the result is no longer wanted. A job looks at it between steps. */
  readonly signal: AbortSignal;
}

/** Long work for a thread of its own: the default export of a module. Input, progress and result are cloned. */
export type Job<Input, Progress, Result> = (
  input: Input,
  context: JobContext<Progress>,
) => Promise<Result>;

export interface WorkerOptions<Input, Progress> {
  /** The job's module, as imports write it: `new URL("./train-job.js", import.meta.url)`. */
  readonly module: URL;
  readonly input: Input;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Asks the job to stop. One that has not ended after {@link GRACE_MS} is ended. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a job may take to tidy up when it is to stop, in milliseconds: a step of a job can be long on busy cores. */
export const GRACE_MS = 120_000;

/**
 * Runs a job in a worker thread, so that this one stays responsive: executing a program blocks its thread.
 *
 * @returns What the job returns, also after an abort: whether it then has a result is up to the job.
 * @throws Whatever the job throws; a `StarError` arrives as one, and the job's own abort as the signal's reason.
 * @throws {StarError} `WORKER_FAILED` when the thread dies.
 */
export async function runInWorker<Input, Progress, Result>(
  options: WorkerOptions<Input, Progress>,
): Promise<Result> {
  const { module, input, signal } = options;
  signal?.throwIfAborted();
  const data: JobData = { module: moduleUrl(module).href, input };
  const worker = startThread(new URL("./job-worker.js", import.meta.url), data);
  const stop = requestStop(worker);
  signal?.addEventListener("abort", stop.request);
  try {
    return await resultOf<Progress, Result>(worker, options);
  } finally {
    signal?.removeEventListener("abort", stop.request);
    stop.cancel();
    await worker.terminate();
  }
}

function requestStop(worker: Worker) {
  let grace: NodeJS.Timeout | undefined;
  return {
    request() {
      worker.postMessage(STOP_REQUEST, []);
      grace = setTimeout(() => void worker.terminate(), GRACE_MS);
    },
    cancel: () => clearTimeout(grace),
  };
}

function resultOf<Progress, Result>(
  worker: Worker,
  { module, signal, onProgress }: WorkerOptions<unknown, Progress>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const die = (cause: unknown) =>
      reject(signal?.aborted === true ? signal.reason : threadDied(module, cause));
    worker.on("message", (reply: JobReply) => {
      if (reply.kind === "progress") onProgress?.(reply.progress as Progress);
      else if (reply.kind === "done") resolve(reply.result as Result);
      else if (reply.kind === "stopped") reject(signal?.reason);
      else reject(unpackError(reply.error));
    });
    worker.on("error", die);
    worker.on("exit", (code) => die(new Error(`it ended with exit code ${code}`)));
  });
}

function threadDied(module: URL, cause: unknown): StarError {
  return new StarError("WORKER_FAILED", {
    message: `The worker thread of ${module.href} died: ${messageOf(cause)}.`,
    remedy: "Run the command again; use a smaller batch if memory ran out.",
    cause,
  });
}
