import { type StoreOptions, storeResults, type TaskResult } from "./store-results.js";

/** Options of {@link createResultSink}. */
export interface ResultSinkOptions extends StoreOptions {
  /** Called after a transaction, with the results of which it was. */
  readonly onStored: (results: readonly TaskResult[], stored: number) => void;
}

/** Stores results while further tasks run. */
export interface ResultSink {
  /** Resolves when the result may be stored later: at once, or when fewer than {@link MOST_WAITING} results wait. */
  add(result: TaskResult): Promise<void>;
  /** Resolves when everything is stored. */
  flush(): Promise<void>;
}

/** Results in one transaction at most, and results that may wait for it. */
const MOST_WAITING = 32;

/** Creates a sink. Results that end during a transaction are together in the next one. After a failure, everything rejects with it. */
export function createResultSink({ onStored, ...options }: ResultSinkOptions): ResultSink {
  const waiting: TaskResult[] = [];
  let storing: Promise<void> = Promise.resolve();
  let isStoring = false;
  const storeAll = async () => {
    isStoring = true;
    while (waiting.length > 0) {
      const results = waiting.splice(0, MOST_WAITING);
      onStored(results, await storeResults(results, options));
    }
    isStoring = false;
  };
  return {
    async add(result) {
      waiting.push(result);
      if (!isStoring) storing = storing.then(storeAll);
      storing.catch(() => {}); // Whoever waits for it next gets the error.
      if (waiting.length >= MOST_WAITING) await storing;
    },
    flush: () => storing,
  };
}
