/** Options of {@link mapInOrder}. */
export interface InOrderOptions {
  /** Maximum number of values that are being mapped or whose result waits for that of an earlier value. */
  readonly lookahead: number;
  /** After an abort no further value is started; those that were started are still awaited. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Maps values concurrently and yields the results in the order of the values, each as soon as all earlier ones are done.
 * Rejects with the first failure in that order.
 */
export async function* mapInOrder<Value, Result>(
  values: Iterable<Value> | AsyncIterable<Value>,
  map: (value: Value) => Promise<Result>,
  { lookahead, signal }: InOrderOptions,
): AsyncGenerator<Result> {
  const inWork: Promise<Result>[] = [];
  for await (const value of values) {
    if (signal?.aborted === true) break;
    const result = map(value);
    // The consumer sees the failure when it reaches this value; until then Node must not report it as unhandled.
    result.catch(() => {});
    inWork.push(result);
    const first = inWork.length >= lookahead ? inWork.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of inWork) yield await result;
}

/** Options of {@link mapConcurrently}. */
export interface ConcurrencyOptions {
  /** Maximum number of values that are mapped at the same time. */
  readonly concurrency: number;
  /**
   * On abort the call rejects at once with the reason; no further value is started, and those that were started are not awaited.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Maps values with bounded concurrency. Results are in the order of the values. */
export async function mapConcurrently<T, Result>(
  values: readonly T[],
  map: (value: T) => Promise<Result>,
  { concurrency, signal }: ConcurrencyOptions,
): Promise<Result[]> {
  signal?.throwIfAborted();
  const results: Result[] = [];
  const remaining = values.entries();
  const work = async () => {
    for (const [index, value] of remaining) {
      const result = await map(value);
      signal?.throwIfAborted();
      results[index] = result;
    }
  };
  const workers = Promise.all(Array.from({ length: concurrency }, work));
  await (signal === undefined ? workers : orAborted(workers, signal));
  return results;
}

/** The result of work, or the reason of the signal as soon as it is aborted. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
