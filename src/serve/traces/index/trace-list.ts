import type { TraceFacets, TraceTotals } from "./query.js";
import type { TraceRow } from "./trace-row.js";

/** A part of the runs that a query finds. */
export interface TraceList {
  /** Name of the file; of several, all names. */
  readonly file: string;
  /** Names of all files. */
  readonly files: readonly string[];
  /** Changes when the file gains runs or is replaced. */
  readonly version: string;
  /** Runs in the file. */
  readonly all: number;
  readonly totals: TraceTotals;
  readonly facets: TraceFacets;
  /** Position of the first of `runs` among those found. */
  readonly from: number;
  readonly runs: readonly ListedRun[];
  /** Share of the file that was searched for the text, up to 1. */
  readonly searched: number;
}

/** A row of a list. */
export interface ListedRun extends TraceRow {
  /** Position in its file, from 0. */
  readonly position: number;
  /** Number of its file, from 0. */
  readonly file: number;
  /** What addresses it: its id, or with several files the number of the file and its id. */
  readonly key: string;
  /** Where the text that is searched for occurs first. */
  readonly snippet?: string;
}

/** The run with the same id in another file. */
export interface Counterpart {
  readonly key: string;
  /** Name of the file. */
  readonly file: string;
}
