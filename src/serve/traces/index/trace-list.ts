import type { TraceFacets, TraceTotals } from "./query.js";
import type { TraceRow } from "./trace-row.js";

/** A part of the runs that a query finds. */
export interface TraceList {
  /** Name of the file. */
  readonly file: string;
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
  /** Position in the file, from 0. */
  readonly position: number;
  /** Where the text that is searched for occurs first. */
  readonly snippet?: string;
}
