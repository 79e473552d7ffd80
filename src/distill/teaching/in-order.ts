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
