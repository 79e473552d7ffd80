import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { onRead } from "../../../file-error.js";
import { parseJson } from "../../../json.js";
import {
  listFacets,
  selectRows,
  sumRows,
  type TraceFacets,
  type TraceQuery,
  writeQuery,
} from "./query.js";
import { findSnippet, startSearch, type TraceSearch } from "./search.js";
import {
  openTraceIndex,
  readLine,
  type TraceIndex,
  type TraceIndexOptions,
} from "./trace-index.js";
import type { ListedRun, TraceList } from "./trace-list.js";

/** A trajectory file as a list of runs that are read one at a time. */
export interface TraceStore {
  /** Lists runs. Reads lines that the file has gained first. */
  list(
    query: TraceQuery,
    window: { readonly from: number; readonly limit: number },
  ): Promise<TraceList>;
  /** Reads the line of the run with an id, or at a position of the file. Undefined if there is none. */
  read(
    run: string | number,
  ): Promise<{ readonly line: string; readonly position: number } | undefined>;
  close(): void;
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
  let state = toState(await openTraceIndex(path, options));

  async function refresh(): Promise<State> {
    const { size } = await onRead(path, stat(path));
    if (size === state.index.size) return state;
    state.search?.running.stop();
    state = toState(await openTraceIndex(path, { ...options, onProgress: undefined }));
    return state;
  }

  function searchFor(text: string): TraceSearch {
    const { search, index } = state;
    if (search?.text === text) return search.running;
    search?.running.stop();
    const running = startSearch(path, index, text);
    running.done.catch(() => undefined);
    state = { ...state, search: { text, running } };
    return running;
  }

  return {
    async list(query, { from, limit }) {
      const { index, facets } = await refresh();
      const { text } = query;
      const search = text === undefined ? undefined : searchFor(text);
      const searched = search?.progress() ?? 1;
      const positions = selectCached(state, { query, search });
      const runs = positions.slice(from, from + limit).flatMap((position): ListedRun[] => {
        const row = index.rows[position];
        return row === undefined ? [] : [{ ...row, position }];
      });
      return {
        file: basename(path),
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
      const { index, positions } = await refresh();
      const position = typeof run === "number" ? run : positions.get(run);
      const range = index.ranges[position ?? -1];
      if (position === undefined || range === undefined) return undefined;
      return { line: await readLine(path, range), position };
    },
    close: () => state.search?.running.stop(),
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

interface State {
  readonly index: TraceIndex;
  readonly facets: TraceFacets;
  /** Positions by id; of equal ids the first. */
  readonly positions: ReadonlyMap<string, number>;
  readonly search: { readonly text: string; readonly running: TraceSearch } | undefined;
  /** What the last query found. */
  readonly selected: { key: string; positions: readonly number[] };
}

function toState(index: TraceIndex): State {
  const positions = new Map<string, number>();
  for (const [position, { id }] of index.rows.entries()) {
    if (id !== "" && !positions.has(id)) positions.set(id, position);
  }
  return {
    index,
    positions,
    facets: listFacets(index.rows),
    search: undefined,
    selected: { key: "", positions: [] },
  };
}

/** Scrolling asks for one window after the other of the same selection. */
function selectCached(
  { index, selected }: State,
  { query, search }: { readonly query: TraceQuery; readonly search: TraceSearch | undefined },
): readonly number[] {
  const key = `${search?.progress() ?? 1} ${writeQuery(query)}`;
  if (selected.key !== key) {
    selected.positions = selectRows(index.rows, query, search?.has);
    selected.key = key;
  }
  return selected.positions;
}
