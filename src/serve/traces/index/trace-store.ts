import { basename } from "node:path";
import { parseJson } from "../../../json.js";
import { readLine } from "./file-bytes.js";
import { type GrowingIndex, openGrowingIndex } from "./growing-index.js";
import {
  type FilePosition,
  findKey,
  type JoinedFiles,
  joinFiles,
  runKeyOf,
  locate,
} from "./joined-files.js";
import { selectRows, sumRows, type TraceQuery, writeQuery } from "./query.js";
import { findSnippet, startSearch, type TraceSearch } from "./search.js";
import { type StoreLook, toLook } from "./store-look.js";
import type { StoreState } from "./store-state.js";
import type { TraceIndexOptions } from "./trace-index.js";
import type { Counterpart, ListedRun, TraceList } from "./trace-list.js";

/** A run as it is in its file. */
export interface ReadLine {
  readonly line: string;
  /** Position in its file, from 0. */
  readonly position: number;
  /** The run with the same id in another file. */
  readonly counterpart: Counterpart | null;
}

/** One or two trajectory files as a list of runs that are read one at a time. All methods read what the files have gained first. */
export interface TraceStore {
  /** Lists runs. */
  list(
    query: TraceQuery,
    window: { readonly from: number; readonly limit: number },
  ): Promise<TraceList>;
  /** Reads the line of the run with a key, see {@link runKeyOf}, or at a position of the list. Undefined if there is none. */
  read(run: string | number): Promise<ReadLine | undefined>;
  /** Says what has changed since an earlier look. */
  look(earlier?: StoreLook): Promise<StoreLook>;
  /** Ends a search, and keeps the index. */
  close(): Promise<void>;
}

/** Lines above this length have no snippet, which would need the whole line parsed for every row shown. */
const SNIPPET_BYTES = 4_000_000;

/**
 * Opens trajectory files, from their indexes if they were kept.
 *
 * @param paths - One file, or several, whose runs are one list.
 * @throws {StarError} `FILE_INACCESSIBLE` if a file cannot be read.
 */
export async function openTraceStore(
  paths: string | readonly string[],
  options: TraceIndexOptions = {},
): Promise<TraceStore> {
  const all = typeof paths === "string" ? [paths] : paths;
  const indexes: GrowingIndex[] = [];
  for (const path of all) indexes.push(await openGrowingIndex(path, options));
  const searcher = createSearcher(all);
  const select = createSelector();
  const refresh = createJoiner(indexes);
  const names = nameFiles(all);
  return {
    async list(query, { from, limit }) {
      const files = await refresh();
      const { text } = query;
      const search = text === undefined ? undefined : searcher.search(files, text);
      const searched = search?.progress() ?? 1;
      const positions = select(files, query, search);
      const runs = positions.slice(from, from + limit).map((row) => toListedRun(files, row));
      return {
        file: names.join(", "),
        files: names,
        version: files.version,
        all: files.rows.length,
        totals: sumRows(files.rows, positions),
        facets: files.facets,
        from,
        runs:
          text === undefined
            ? runs
            : await Promise.all(runs.map((run) => withSnippet(run, { paths: all, files, text }))),
        searched,
      };
    },
    async read(run) {
      const files = await refresh();
      const place = typeof run === "number" ? locate(files, run) : findKey(files, run);
      const range = place && rangeOf(files, place);
      if (place === undefined || range === undefined) return undefined;
      const { file, position } = place;
      const line = await readLine(all[file] ?? "", range);
      return { line, position, counterpart: findCounterpart(files, place, names) };
    },
    look: async (earlier) => toLook(await refresh(), earlier),
    async close() {
      searcher.stop();
      for (const index of indexes) await index.keep();
    },
  };
}

/** The names of files; paths if two have the same name. */
function nameFiles(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => basename(path));
  return new Set(names).size === names.length ? names : paths;
}

/** Reads what files have gained. The list is joined again only if there is something. */
function createJoiner(indexes: readonly GrowingIndex[]): () => Promise<JoinedFiles> {
  let joined: JoinedFiles | undefined;
  return async () => {
    const states: StoreState[] = [];
    for (const index of indexes) states.push(await index.refresh());
    const isSame = joined?.states.every((state, at) => state === states[at]) === true;
    if (joined === undefined || !isSame) joined = joinFiles(states);
    return joined;
  };
}

function rangeOf({ states }: JoinedFiles, { file, position }: FilePosition) {
  return states[file]?.index.ranges[position];
}

function toListedRun(files: JoinedFiles, row: number): ListedRun {
  const { file, position } = locate(files, row);
  const run = files.rows[row];
  if (run === undefined) throw new Error(`The list has no row ${row}.`);
  return { ...run, position, file, key: runKeyOf(run.id, file) };
}

function findCounterpart(
  { states }: JoinedFiles,
  { file, position }: FilePosition,
  names: readonly string[],
): Counterpart | null {
  const id = states[file]?.index.rows[position]?.id ?? "";
  const other = states.findIndex(({ positions }, at) => at !== file && positions.has(id));
  return other === -1 ? null : { key: runKeyOf(id, other), file: names[other] ?? "" };
}

interface FilesSearch {
  readonly has: (row: number) => boolean;
  readonly progress: () => number;
}

/** Keeps the searches for the last text, which continue with what the files gain. */
function createSearcher(paths: readonly string[]) {
  let text: string | undefined;
  let running: { readonly generation: number; readonly search: TraceSearch }[] = [];
  const stop = () => {
    for (const { search } of running) search.stop();
  };
  return {
    stop,
    search(files: JoinedFiles, wanted: string): FilesSearch {
      if (wanted !== text) {
        stop();
        running = [];
        text = wanted;
      }
      running = files.states.map(({ index, generation }, file) => {
        const known = running[file];
        if (known?.generation === generation) {
          known.search.extend(index);
          return known;
        }
        known?.search.stop();
        return { generation, search: startSearch(paths[file] ?? "", index, wanted) };
      });
      const searches = running.map(({ search }) => search);
      return {
        has: (row) => {
          const { file, position } = locate(files, row);
          return searches[file]?.has(position) === true;
        },
        progress: () =>
          searches.reduce((sum, search) => sum + search.progress(), 0) / searches.length,
      };
    },
  };
}

/** Keeps what the last query found: scrolling asks for one window after the other of it. */
function createSelector() {
  let last: { readonly key: string; readonly positions: readonly number[] } | undefined;
  return (files: JoinedFiles, query: TraceQuery, search: FilesSearch | undefined) => {
    const key = `${files.version} ${search?.progress() ?? 1} ${writeQuery(query)}`;
    if (last?.key === key) return last.positions;
    const { file } = query;
    const isOfFile = (row: number) => String(locate(files, row).file + 1) === file;
    const holds =
      file === undefined
        ? search?.has
        : (row: number) => isOfFile(row) && (search?.has(row) ?? true);
    last = { key, positions: selectRows(files.rows, query, holds) };
    return last.positions;
  };
}

interface SnippetOptions {
  readonly paths: readonly string[];
  readonly files: JoinedFiles;
  readonly text: string;
}

async function withSnippet(
  run: ListedRun,
  { paths, files, text }: SnippetOptions,
): Promise<ListedRun> {
  const range = rangeOf(files, run);
  if (range === undefined || range.length > SNIPPET_BYTES) return run;
  const line = await readLine(paths[run.file] ?? "", range);
  const snippet = findSnippet(parseJson(line), text);
  return snippet === undefined ? run : { ...run, snippet };
}
