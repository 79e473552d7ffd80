/** Options of {@link runJobs}. */
export interface RunJobsOptions<Job, Result> {
  /** Asked for the next job when one may be started; several may be asked for at once. */
  readonly jobs: Iterable<Job> | AsyncIterable<Job>;
  /** Most jobs in progress at once. */
  readonly concurrency: number;
  readonly run: (job: Job, signal: AbortSignal) => Promise<Result>;
  /** Called with each result as soon as the job has ended. */
  readonly onResult: (result: Result) => Promise<void>;
  /** Asked before each job, with the number of jobs in progress. False ends the work; jobs in progress are finished. */
  readonly mayStart: (running: number) => boolean;
  /** On abort no further job is started. Those in progress have {@link GRACE_MS} to end, and are then aborted and dropped. */
  readonly signal?: AbortSignal | undefined;
}

/** Time in milliseconds that jobs in progress have after an abort, and after the failure of another job. */
export const GRACE_MS = 1000;

/**
 * Runs jobs concurrently, and starts them in their order.
 *
 * @throws The first failure of a job. No further job is then started, and those in progress end as after an abort.
 */
export async function runJobs<Job, Result>(options: RunJobsOptions<Job, Result>): Promise<void> {
  const { jobs, concurrency, onResult, mayStart } = options;
  const ending = createEnding(options.signal);
  const remaining = iterate(jobs);
  let running = 0;
  const work = async () => {
    while (!ending.hasBegun() && mayStart(running)) {
      running++;
      try {
        const { done, value } = await remaining.next();
        if (done === true) return;
        const result = await runUnlessDropped(value, options.run, ending);
        if (result !== undefined) await onResult(result);
      } catch (error) {
        ending.fail(error);
      } finally {
        running--;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  ending.dispose();
  ending.throwFailure();
}

function iterate<Job>(
  jobs: Iterable<Job> | AsyncIterable<Job>,
): Iterator<Job> | AsyncIterator<Job> {
  return Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
}

/** Undefined for a job that was dropped; what becomes of it then does not matter. */
function runUnlessDropped<Job, Result>(
  job: Job,
  run: (job: Job, signal: AbortSignal) => Promise<Result>,
  ending: Ending,
): Promise<Result | undefined> {
  const abort = new AbortController();
  return new Promise((resolve, reject) => {
    const forget = ending.onDrop(() => {
      resolve(undefined);
      abort.abort();
    });
    run(job, abort.signal).then(resolve, reject).finally(forget);
  });
}

type Ending = ReturnType<typeof createEnding>;

/** How the work ends early: by the caller's signal, or by the failure of a job. */
function createEnding(signal: AbortSignal | undefined) {
  // A set and not one promise for all jobs: that promise would keep the results of all jobs in memory.
  const drops = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown } | undefined;
  const begin = () => {
    timer ??= setTimeout(() => {
      for (const drop of drops) drop();
    }, GRACE_MS);
  };
  if (signal?.aborted === true) begin();
  signal?.addEventListener("abort", begin, { once: true });
  return {
    hasBegun: () => timer !== undefined,
    onDrop(drop: () => void) {
      drops.add(drop);
      return () => drops.delete(drop);
    },
    fail(error: unknown) {
      failure ??= { error };
      begin();
    },
    throwFailure() {
      if (failure !== undefined) throw failure.error;
    },
    dispose() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", begin);
    },
  };
}
