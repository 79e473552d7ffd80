import { setTimeout as sleep } from "node:timers/promises";
import { listAdded, type StoreState, versionOf } from "./store-state.js";

/** What a look at a file found. */
export interface StoreLook {
  readonly state: StoreState;
  /** Changes when the file gains runs or is replaced. */
  readonly version: string;
  /** Positions of the runs that the file has gained since the earlier look. Of a file that was replaced, those with other ids. */
  readonly added: readonly number[];
  /** True if the file was replaced or truncated since. */
  readonly isReplaced: boolean;
}

/** Compares a state with that of an earlier look. Without one, nothing was added. */
export function toLook(state: StoreState, earlier: StoreLook | undefined): StoreLook {
  return {
    state,
    version: versionOf(state),
    added: earlier === undefined ? [] : listAdded(earlier.state, state),
    isReplaced: earlier !== undefined && earlier.state.generation !== state.generation,
  };
}

/** Milliseconds between two looks at a file. */
export const LOOK_MS = 300;

/** Looks at a file until the signal is aborted, and yields what has changed since the beginning. */
export async function* followStore(
  store: { look(earlier?: StoreLook): Promise<StoreLook> },
  signal: AbortSignal,
): AsyncGenerator<StoreLook> {
  let seen = await store.look();
  while (!signal.aborted) {
    const now = await store.look(seen);
    if (now.version !== seen.version) yield now;
    seen = now;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
