import { createWorkerPool } from "./pool.js";

/** Options of {@link runInWorker}. */
export interface RunInWorkerOptions<Input, Progress> {
  /** The job's module, as imports write it: `new URL("./job.js", import.meta.url)`. Its default export is a `WorkerModule`. */
  readonly module: URL;
  readonly input: Input;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Asks the job to stop. Its thread is terminated if it has not stopped after {@link WORKER_GRACE_MS}. */
  readonly signal?: AbortSignal | undefined;
}

/** Time a job has to stop, in milliseconds: one step of a job can be long on a busy machine. */
const WORKER_GRACE_MS = 120_000;

/**
 * Runs one long job in a worker thread, so that this thread stays responsive.
 *
 * @returns The job's result. After an abort the job decides whether there is one.
 * @throws Errors of the job; a `StarError` remains one. The signal's reason, if the job ends with it after an abort.
 * @throws {StarError} `WORKER_FAILED` when the thread dies.
 */
export async function runInWorker<Input, Progress, Result>({
  module,
  input,
  onProgress,
  signal,
}: RunInWorkerOptions<Input, Progress>): Promise<Result> {
  signal?.throwIfAborted();
  const remedy = "Run the command again; use a smaller batch if memory ran out.";
  const pool = createWorkerPool<Input, Result, Progress>({ threads: 1, module, remedy });
  let grace: NodeJS.Timeout | undefined;
  const startGrace = () => {
    grace = setTimeout(() => void pool.close(), WORKER_GRACE_MS);
  };
  signal?.addEventListener("abort", startGrace);
  try {
    return await pool.ask(input, { signal, onProgress });
  } finally {
    signal?.removeEventListener("abort", startGrace);
    clearTimeout(grace);
    await pool.close();
  }
}
