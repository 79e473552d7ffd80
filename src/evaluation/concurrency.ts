export interface ConcurrencyOptions {
  /** How many at once. */
  readonly concurrency: number;
  /** Rejects with its reason at once; nothing further starts, what is in flight is no longer waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** Maps values with a bounded number in flight. Results keep the order of the values. */
export async function mapConcurrently<T, Result>(
  values: readonly T[],
  map: (value: T) => Promise<Result>,
  { concurrency, signal }: ConcurrencyOptions,
): Promise<Result[]> {
  signal?.throwIfAborted();
  const results: Result[] = [];
  const remaining = values.entries();
  const work = async () => {
    for (const [position, value] of remaining) {
      const result = await map(value);
      signal?.throwIfAborted();
      results[position] = result;
    }
  };
  const workers = Promise.all(Array.from({ length: concurrency }, work));
  await (signal === undefined ? workers : untilAborted(workers, signal));
  return results;
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
