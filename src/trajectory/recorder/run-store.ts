import type { Run } from "@langchain/core/tracers/base";
import { succeeded, toEnd, toRow, type RunRow } from "./run-row.js";
import type { Redact } from "./snapshot.js";

/** One call of a graph, with every run below it. */
export interface RootRun {
  readonly row: RunRow;
  readonly rows: RunRow[];
  threadId: string | undefined;
  /** True when the graph stopped to wait for an answer. */
  isWaiting: boolean;
  /** True when it went on from a checkpoint and what came before is not held. */
  lacksBeginning: boolean;
  /** The first failure of the recorder itself, such as of the caller's `redact`. */
  failure: { readonly cause: unknown } | undefined;
}

/** A root run and those that resumed it, oldest first. */
export type Execution = RootRun[];

/** The runs of every execution that was not released yet. */
export interface RunStore {
  readonly redact: Redact;
  readonly rows: Map<string, RunRow>;
  /** By the id of the root run. */
  readonly roots: Map<string, RootRun>;
  /** By the id of any of its root runs, in the order in which they began. */
  readonly executions: Map<string, Execution>;
  readonly stragglers: LateRuns;
  sequence: number;
}

export function createRunStore(redact: Redact): RunStore {
  return {
    redact,
    rows: new Map(),
    roots: new Map(),
    executions: new Map(),
    stragglers: createStragglers(),
    sequence: 0,
  };
}

/** The root run above a run. */
export function rootOf({ roots, rows }: RunStore, runId: string | undefined): RootRun | undefined {
  return roots.get(rows.get(runId ?? "")?.rootId ?? "");
}

/** Keeps a run that begins, unless it belongs to an execution that is over. */
export function beginRun(store: RunStore, run: Run): void {
  const parent = rootOf(store, run.parent_run_id);
  if (isLate(store, run, parent)) return store.stragglers.add(run.id);
  const parentId = parent && run.parent_run_id;
  const origin = { parentId, rootId: parent?.row.id ?? run.id, sequence: store.sequence++ };
  const row = toRow(run, origin, store.redact);
  store.rows.set(row.id, row);
  const root = parent ?? beginRoot(store, row);
  root.rows.push(row);
  root.threadId ??= row.position.threadId;
}

/**
 * An execution is frozen when its root run ends: branches that were cancelled go on for a while, and how far they get is a
 * matter of luck. A graph that is called by something that is not recorded has an unknown parent, too; a model is not.
 */
function isLate({ stragglers }: RunStore, run: Run, root: RootRun | undefined): boolean {
  if (root !== undefined) return root.row.end !== undefined;
  if (run.parent_run_id === undefined) return false;
  return stragglers.has(run.parent_run_id) || run.run_type !== "chain";
}

function beginRoot({ roots, executions }: RunStore, row: RunRow): RootRun {
  const flags = { isWaiting: false, lacksBeginning: false, failure: undefined };
  const root: RootRun = { row, rows: [], threadId: undefined, ...flags };
  roots.set(row.id, root);
  executions.set(row.id, [root]);
  return root;
}

/** Keeps how a run ended, unless its execution is over. */
export function endRun(store: RunStore, run: Run): void {
  const row = store.rows.get(run.id);
  if (row === undefined || rootOf(store, run.id)?.row.end !== undefined) return;
  row.end = toEnd(run, row, store.redact);
}

/** Marks the run of a graph, or of a subgraph, as going on from a checkpoint. */
export function resumeRun(store: RunStore, runId: string): void {
  const row = store.rows.get(runId);
  if (row !== undefined) row.isResumed = true;
}

/** Makes a root run the continuation of the last execution of its thread that had not completed. */
export function stitchRoot({ executions }: RunStore, root: RootRun): void {
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

/** Forgets an execution. What may still come of it is ignored. */
export function releaseExecution(store: RunStore, execution: Execution): void {
  for (const root of execution) {
    store.roots.delete(root.row.id);
    store.executions.delete(root.row.id);
    for (const row of root.rows) {
      store.rows.delete(row.id);
      if (!succeeded(row)) store.stragglers.add(row.id);
    }
  }
}

/** Enough for what thousands of aborted executions leave behind. */
const MAX_REMEMBERED = 10_000;

export type LateRuns = ReturnType<typeof createStragglers>;

/**
 * The ids of runs below which more runs may begin although their execution is over. A branch that was cancelled does not
 * stop at once, and LangChain would present its next model call as an execution of its own.
 */
export function createStragglers() {
  const ids = new Set<string>();
  return {
    has: (id: string): boolean => ids.has(id),
    add(id: string): void {
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= MAX_REMEMBERED) break;
        ids.delete(oldest);
      }
    },
  };
}
