import { cacheFolder } from "./cache-folder.js";
import { type FileState, readFileState } from "./file-bytes.js";
import { keepIndex } from "./kept-index.js";
import { extendStoreState, type StoreState, toStoreState } from "./store-state.js";
import { extendTraceIndex, openTraceIndex, type TraceIndexOptions } from "./trace-index.js";

/** The index of a file that may grow, or be replaced, while it is open. */
export interface GrowingIndex {
  /** The state of the last refresh. */
  readonly state: () => StoreState;
  /** Reads what the file has gained, or the whole file if it was changed otherwise. */
  readonly refresh: () => Promise<StoreState>;
  /** Keeps the index for the next opening. */
  readonly keep: () => Promise<void>;
}

/**
 * Opens the index of a file.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read, as `refresh` does.
 */
export async function openGrowingIndex(
  path: string,
  options: TraceIndexOptions,
): Promise<GrowingIndex> {
  const { cacheDir = cacheFolder(), mayBeMissing } = options;
  let state = toStoreState(await openTraceIndex(path, options), 0);
  let keptEnd = state.index.whole.end;
  let reading: Promise<StoreState> | undefined;

  async function readChanges(): Promise<StoreState> {
    const { index, generation } = state;
    const file = await readFileState(path, mayBeMissing);
    if (isSameState(file, index.state)) return state;
    const extended = await extendTraceIndex(path, index, file);
    if (extended !== undefined) {
      state = extendStoreState(state, extended);
    } else {
      state = toStoreState(await openTraceIndex(path, { cacheDir, mayBeMissing }), generation + 1);
      keptEnd = state.index.whole.end;
    }
    return state;
  }

  return {
    state: () => state,
    // Requests at the same time read the same lines once.
    refresh: () => (reading ??= readChanges().finally(() => (reading = undefined))),
    async keep() {
      const { whole } = state.index;
      if (whole.end > keptEnd) await keepIndex({ path, cacheDir }, whole);
    },
  };
}

function isSameState(one: FileState, other: FileState): boolean {
  return (
    one.inode === other.inode && one.size === other.size && one.modifiedMs === other.modifiedMs
  );
}
