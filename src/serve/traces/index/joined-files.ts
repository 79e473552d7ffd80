import { addFacets, type TraceFacets } from "./query.js";
import { listAdded, type StoreState, versionOf } from "./store-state.js";
import type { TraceRow } from "./trace-row.js";

/** One or more files as one list of runs: those of the first file, then those of the next. */
export interface JoinedFiles {
  readonly states: readonly StoreState[];
  /** Changes when one of the files gains runs or is replaced. */
  readonly version: string;
  readonly rows: readonly TraceRow[];
  readonly facets: TraceFacets;
  /** Position of the first row of each file. */
  readonly offsets: readonly number[];
}

/** Joins the states of files. That of one file is not copied. */
export function joinFiles(states: readonly StoreState[]): JoinedFiles {
  const [first, ...others] = states;
  const offsets = states.map((_, at) =>
    states.slice(0, at).reduce((sum, { index }) => sum + index.rows.length, 0),
  );
  const rows =
    first !== undefined && others.length === 0
      ? first.index.rows
      : states.flatMap(({ index }) => index.rows);
  const facets = others.reduce(
    (sum, { index }) => addFacets(sum, index.rows),
    first?.facets ?? { status: [], agent: [], tool: [] },
  );
  return { states, version: states.map(versionOf).join("+"), rows, facets, offsets };
}

/** A row of one of the files. */
export interface FilePosition {
  readonly file: number;
  /** Position in the file. */
  readonly position: number;
}

/** The file of a row. */
export function locate({ offsets }: JoinedFiles, row: number): FilePosition {
  const file = offsets.findLastIndex((offset) => offset <= row);
  return { file, position: row - (offsets[file] ?? 0) };
}

/**
 * What addresses a run: its id, or for a run of the second file `2:` and its id. An id of the first file that looks like that of another
 * one has `1:` before it.
 */
export function runKeyOf(id: string, file: number): string {
  return file === 0 && !MARKED.test(id) ? id : `${file + 1}:${id}`;
}

const MARKED = /^(\d):(.*)$/s;

/** The first row with a key. Undefined if there is none. */
export function findKey({ states }: JoinedFiles, key: string): FilePosition | undefined {
  const [, number = "1", marked] = MARKED.exec(key) ?? [];
  const places = [
    { file: Number(number) - 1, id: marked ?? key },
    { file: 0, id: key },
  ];
  for (const { file, id } of places) {
    const position = states[file]?.positions.get(id);
    if (position !== undefined) return { file, position };
  }
  return undefined;
}

/** A run that came since an earlier look. */
export interface AddedRun {
  /** Position in the list. */
  readonly position: number;
  /** Empty for a line that is not a trajectory. */
  readonly id: string;
}

/** The runs that files have and did not have before. Of a file that was replaced, those with other ids. */
export function listAddedRuns(before: JoinedFiles, now: JoinedFiles): AddedRun[] {
  return now.states.flatMap((state, file) => {
    const earlier = before.states[file];
    const positions = earlier === undefined ? [] : listAdded(earlier, state);
    return positions.map((position) => ({
      position: position + (now.offsets[file] ?? 0),
      id: state.index.rows[position]?.id ?? "",
    }));
  });
}
