import type { Run } from "@langchain/core/tracers/base";
import { succeeded, toEnd, toRow, type RunRow } from "./run-row.js";
import type { Redact } from "./snapshot.js";
import { createStragglers } from "./stragglers.js";

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

export type RunStore = ReturnType<typeof createRunStore>;

/**
 * Holds the runs of every execution until it is released. An execution is frozen when its root run ends: branches that
 * were cancelled go on for a while, and how far they get is a matter of luck.
 */
export function createRunStore(redact: Redact) {
  const rows = new Map<string, RunRow>();
  const roots = new Map<string, RootRun>();
  const executions = new Set<Execution>();
  const executionByRoot = new Map<string, Execution>();
  const stragglers = createStragglers();
  let sequence = 0;

  const rootOf = (runId: string | undefined): RootRun | undefined =>
    roots.get(rows.get(runId ?? "")?.rootId ?? "");

  function begin(run: Run): void {
    const root = rootOf(run.parent_run_id);
    if (isLate(run, root)) return stragglers.add(run.id);
    const origin = { parentId: root && run.parent_run_id, rootId: root?.row.id ?? run.id };
    const row = toRow(run, { ...origin, sequence: sequence++ }, redact);
    rows.set(row.id, row);
    addTo(root ?? beginRoot(row), row);
  }

  function isLate(run: Run, root: RootRun | undefined): boolean {
    if (root !== undefined) return root.row.end !== undefined;
    if (run.parent_run_id === undefined) return false;
    return stragglers.has(run.parent_run_id) || run.run_type !== "chain";
  }

  function beginRoot(row: RunRow): RootRun {
    const flags = { isWaiting: false, lacksBeginning: false, failure: undefined };
    const root: RootRun = { row, rows: [], threadId: undefined, ...flags };
    roots.set(row.id, root);
    const execution = [root];
    executions.add(execution);
    executionByRoot.set(row.id, execution);
    return root;
  }

  function addTo(root: RootRun, row: RunRow): void {
    root.rows.push(row);
    root.threadId ??= row.position.threadId;
  }

  function end(run: Run): void {
    const row = rows.get(run.id);
    if (row === undefined || rootOf(run.id)?.row.end !== undefined) return;
    row.end = toEnd(run, row, redact);
  }

  /** @param isOutermost - Whether the outermost graph resumed, as against a subgraph of it. */
  function resume(runId: string, isOutermost: boolean): void {
    const row = rows.get(runId);
    const root = rootOf(runId);
    if (row === undefined || root === undefined) return;
    row.isResumed = true;
    if (isOutermost) stitch(root);
  }

  function stitch(root: RootRun): void {
    const own = executionByRoot.get(root.row.id);
    const earlier = [...executions].findLast(
      (execution) => execution !== own && canContinue(execution, root),
    );
    root.lacksBeginning = earlier === undefined;
    if (own === undefined || earlier === undefined) return;
    executions.delete(own);
    executionByRoot.set(root.row.id, earlier);
    earlier.push(root);
  }

  function wait(runId: string): void {
    const root = rootOf(runId);
    if (root !== undefined) root.isWaiting = true;
  }

  function fail(run: Run, cause: unknown): void {
    const root = rootOf(run.id) ?? rootOf(run.parent_run_id);
    if (root !== undefined) root.failure ??= { cause };
  }

  function release(execution: Execution): void {
    executions.delete(execution);
    for (const root of execution) {
      roots.delete(root.row.id);
      executionByRoot.delete(root.row.id);
      for (const row of root.rows) {
        rows.delete(row.id);
        if (!succeeded(row)) stragglers.add(row.id);
      }
    }
  }

  return {
    begin,
    end,
    resume,
    wait,
    fail,
    release,
    executionOf: (rootId: string): Execution | undefined => executionByRoot.get(rootId),
    executions: (): readonly Execution[] => [...executions],
    /** How many runs are held. */
    size: (): number => rows.size,
  };
}

/** A completed execution is over; one that waits, failed or was cut off may go on under the same thread. */
function canContinue(execution: Execution, root: RootRun): boolean {
  const last = execution.at(-1);
  if (last === undefined || root.threadId === undefined) return false;
  return last.threadId === root.threadId && (last.isWaiting || !succeeded(last.row));
}
