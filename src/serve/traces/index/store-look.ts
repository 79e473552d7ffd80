import { setTimeout as sleep } from "node:timers/promises";
import { type AddedRun, type JoinedFiles, listAddedRuns } from "./joined-files.js";

/** What a look at files found. */
export interface StoreLook {
  readonly files: JoinedFiles;
  /** Changes when a file gains runs or is replaced. */
  readonly version: string;
  /** The runs that were gained since the earlier look. */
  readonly added: readonly AddedRun[];
  /** True if a file was replaced or truncated since. */
  readonly isReplaced: boolean;
}

/** Compares files with those of an earlier look. Without one, nothing was added. */
export function toLook(files: JoinedFiles, earlier: StoreLook | undefined): StoreLook {
  const before = earlier?.files;
  return {
    files,
    version: files.version,
    added: before === undefined ? [] : listAddedRuns(before, files),
    isReplaced:
      before !== undefined &&
      files.states.some(({ generation }, at) => generation !== before.states[at]?.generation),
  };
}

/** Milliseconds between two looks at a file. */
export const LOOK_MS = 300;

/** Looks at files until the signal is aborted, and yields what has changed since the beginning. */
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
