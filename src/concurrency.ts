export interface InOrderOptions {
  /** How many values may be under way or done ahead of the first that is not. */
  readonly lookahead: number;
  /** Once it is aborted nothing further starts; what is under way is still waited for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Maps values side by side and yields the results in the order of the values, each as soon as all before it are there.
 * Rejects with the first failure in that order.
 */
export async function* mapInOrder<Value, Result>(
  values: Iterable<Value> | AsyncIterable<Value>,
  map: (value: Value) => Promise<Result>,
  { lookahead, signal }: InOrderOptions,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for await (const value of values) {
    if (signal?.aborted === true) break;
    const result = map(value);
    // Whoever waits for it sees the failure; until then it must not count as unhandled.
    result.catch(() => {});
    underWay.push(result);
    const first = underWay.length >= lookahead ? underWay.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of underWay) yield await result;
}

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
