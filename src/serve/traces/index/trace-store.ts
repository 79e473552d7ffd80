import { basename } from "node:path";
import { parseJson } from "../../../json.js";
import { readLine } from "./file-bytes.js";
import { openGrowingIndex } from "./growing-index.js";
import { selectRows, sumRows, type TraceQuery, writeQuery } from "./query.js";
import { findSnippet, startSearch, type TraceSearch } from "./search.js";
import { type StoreLook, toLook } from "./store-look.js";
import { type StoreState, versionOf } from "./store-state.js";
import type { TraceIndex, TraceIndexOptions } from "./trace-index.js";
import type { ListedRun, TraceList } from "./trace-list.js";

/** A trajectory file as a list of runs that are read one at a time. All methods read what the file has gained first. */
export interface TraceStore {
  /** Lists runs. */
  list(
    query: TraceQuery,
    window: { readonly from: number; readonly limit: number },
  ): Promise<TraceList>;
  /** Reads the line of the run with an id, or at a position of the file. Undefined if there is none. */
  read(
    run: string | number,
  ): Promise<{ readonly line: string; readonly position: number } | undefined>;
  /** Says what has changed since an earlier look. */
  look(earlier?: StoreLook): Promise<StoreLook>;
  /** Ends a search, and keeps the index. */
  close(): Promise<void>;
}

/** Lines above this length have no snippet, which would need the whole line parsed for every row shown. */
const SNIPPET_BYTES = 4_000_000;

/**
 * Opens a trajectory file, from its index if one was kept.
 *
 * @throws {StarError} `FILE_INACCESSIBLE` if the file cannot be read.
 */
export async function openTraceStore(
  path: string,
  options: TraceIndexOptions = {},
): Promise<TraceStore> {
  const file = await openGrowingIndex(path, options);
  const searcher = createSearcher(path);
  const select = createSelector();
  return {
    async list(query, { from, limit }) {
      const state = await file.refresh();
      const { index, facets } = state;
      const { text } = query;
      const search = text === undefined ? undefined : searcher.search(state, text);
      const searched = search?.progress() ?? 1;
      const positions = select(state, query, search);
      const runs = positions.slice(from, from + limit).flatMap((position): ListedRun[] => {
        const row = index.rows[position];
        return row === undefined ? [] : [{ ...row, position }];
      });
      return {
        file: basename(path),
        version: versionOf(state),
        all: index.rows.length,
        totals: sumRows(index.rows, positions),
        facets,
        from,
        runs:
          text === undefined
            ? runs
            : await Promise.all(runs.map((run) => withSnippet(run, { path, index, text }))),
        searched,
      };
    },
    async read(run) {
      const { index, positions } = await file.refresh();
      const position = typeof run === "number" ? run : positions.get(run);
      const range = index.ranges[position ?? -1];
      if (position === undefined || range === undefined) return undefined;
      return { line: await readLine(path, range), position };
    },
    look: async (earlier) => toLook(await file.refresh(), earlier),
    async close() {
      searcher.stop();
      await file.keep();
    },
  };
}

/** Keeps the search for the last text, which continues with what the file gains. */
function createSearcher(path: string) {
  let last:
    | { readonly text: string; readonly generation: number; readonly search: TraceSearch }
    | undefined;
  return {
    search({ index, generation }: StoreState, text: string): TraceSearch {
      if (last?.text === text && last.generation === generation) {
        last.search.extend(index);
        return last.search;
      }
      last?.search.stop();
      last = { text, generation, search: startSearch(path, index, text) };
      return last.search;
    },
    stop: () => last?.search.stop(),
  };
}

/** Keeps what the last query found: scrolling asks for one window after the other of it. */
function createSelector() {
  let last: { readonly key: string; readonly positions: readonly number[] } | undefined;
  return (state: StoreState, query: TraceQuery, search: TraceSearch | undefined) => {
    const key = `${versionOf(state)} ${search?.progress() ?? 1} ${writeQuery(query)}`;
    if (last?.key !== key)
      last = { key, positions: selectRows(state.index.rows, query, search?.has) };
    return last.positions;
  };
}

interface SnippetOptions {
  readonly path: string;
  readonly index: TraceIndex;
  readonly text: string;
}

async function withSnippet(
  run: ListedRun,
  { path, index, text }: SnippetOptions,
): Promise<ListedRun> {
  const range = index.ranges[run.position];
  if (range === undefined || range.length > SNIPPET_BYTES) return run;
  const snippet = findSnippet(parseJson(await readLine(path, range)), text);
  return snippet === undefined ? run : { ...run, snippet };
}
