import type { Run } from "@langchain/core/tracers/base";
import { createMessageReader, type MessageReader } from "./message-reader.js";
import type { Redact } from "./redact.js";
import { succeeded, toRunEnd, toRunRow, type RunRow } from "./run-row.js";

/** One call of a graph, with all runs below it. */
export interface RootRun {
  readonly row: RunRow;
  readonly rows: RunRow[];
  threadId: string | undefined;
  /** True if the graph stopped to be resumed. */
  isWaiting: boolean;
  /** True if the call resumed an execution whose earlier calls are not in the store. */
  lacksBeginning: boolean;
  /** The first error of the recorder itself, such as one thrown by `redact`. */
  failure: { readonly cause: unknown } | undefined;
}

/** A root run and the root runs that resumed it, oldest first. */
export type Execution = RootRun[];

/** The runs of all executions that were not released. */
export interface RunStore {
  readonly reader: MessageReader;
  readonly rows: Map<string, RunRow>;
  /** By id of the root run. */
  readonly roots: Map<string, RootRun>;
  /** By id of each of their root runs, in the order of their start. */
  readonly executions: Map<string, Execution>;
  /** Runs of released or ended executions that may still start child runs. */
  readonly lateRuns: LateRuns;
  sequence: number;
}

/** Creates an empty store. */
export function createRunStore(redact: Redact): RunStore {
  return {
    reader: createMessageReader(redact),
    rows: new Map(),
    roots: new Map(),
    executions: new Map(),
    lateRuns: createLateRuns(),
    sequence: 0,
  };
}

/** The root run above a run. */
export function rootOf({ roots, rows }: RunStore, runId: string | undefined): RootRun | undefined {
  return roots.get(rows.get(runId ?? "")?.rootId ?? "");
}

/** Records the start of a run, unless its execution has ended. */
export function beginRun(store: RunStore, run: Run): void {
  const parent = rootOf(store, run.parent_run_id);
  if (isLate(store, run, parent)) return store.lateRuns.add(run.id);
  const parentId = parent && run.parent_run_id;
  const origin = { parentId, rootId: parent?.row.id ?? run.id, sequence: store.sequence++ };
  const row = toRunRow(run, origin, store.reader);
  store.rows.set(row.id, row);
  const root = parent ?? beginRoot(store, row);
  root.rows.push(row);
  root.threadId ??= row.position.threadId;
}

/**
 * An execution is complete when its root run ends: cancelled branches continue for an unpredictable time. A graph run with an
 * unknown parent was called by code that is not recorded and starts an execution; a model or tool run with an unknown parent is
 * late.
 */
function isLate({ lateRuns }: RunStore, run: Run, root: RootRun | undefined): boolean {
  if (root !== undefined) return root.row.end !== undefined;
  if (run.parent_run_id === undefined) return false;
  return lateRuns.has(run.parent_run_id) || run.run_type !== "chain";
}

function beginRoot({ roots, executions }: RunStore, row: RunRow): RootRun {
  const flags = { isWaiting: false, lacksBeginning: false, failure: undefined };
  const root: RootRun = { row, rows: [], threadId: undefined, ...flags };
  roots.set(row.id, root);
  executions.set(row.id, [root]);
  return root;
}

/** Records the end of a run, unless its execution has ended. */
export function endRun(store: RunStore, run: Run): void {
  const row = store.rows.get(run.id);
  if (row === undefined || rootOf(store, run.id)?.row.end !== undefined) return;
  row.end = toRunEnd(run, row, store.reader);
}

/** Marks the run of a graph or subgraph as continued from a checkpoint. */
export function resumeRun(store: RunStore, runId: string): void {
  const row = store.rows.get(runId);
  if (row !== undefined) row.isResumed = true;
}

/** Appends a root run to the last incomplete execution of its thread. */
export function joinResumedRoot({ executions }: RunStore, root: RootRun): void {
  const earlier = [...new Set(executions.values())].findLast(
    (execution) => !execution.includes(root) && canContinue(execution, root),
  );
  root.lacksBeginning = earlier === undefined;
  if (earlier === undefined) return;
  earlier.push(root);
  executions.set(root.row.id, earlier);
}

function canContinue(execution: Execution, root: RootRun): boolean {
  const last = execution.at(-1);
  if (last === undefined || root.threadId === undefined) return false;
  return last.threadId === root.threadId && (last.isWaiting || !succeeded(last.row));
}

/** Removes an execution. Runs that it still starts are ignored. */
export function releaseExecution(store: RunStore, execution: Execution): void {
  for (const root of execution) {
    store.roots.delete(root.row.id);
    store.executions.delete(root.row.id);
    for (const row of root.rows) {
      store.rows.delete(row.id);
      if (!succeeded(row)) store.lateRuns.add(row.id);
    }
  }
}

/** Enough for the late runs of thousands of aborted executions. */
const MAX_LATE_RUNS = 10_000;

type LateRuns = ReturnType<typeof createLateRuns>;

/**
 * IDs of finished runs that may still start child runs; the newest 10,000 are kept. A cancelled branch does not stop at once, and
 * LangChain reports its next model call as a root run.
 */
function createLateRuns() {
  const ids = new Set<string>();
  return {
    has: (id: string): boolean => ids.has(id),
    add(id: string): void {
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= MAX_LATE_RUNS) break;
        ids.delete(oldest);
      }
    },
  };
}
