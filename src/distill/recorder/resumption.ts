import { callerPlace, type RunRow } from "./run-row.js";

/** What of a run tree tells which run of a graph went on from which. */
interface Runs {
  readonly rows: readonly RunRow[];
  readonly below: ReadonlyMap<string | undefined, readonly RunRow[]>;
}

interface Steps {
  /** Every attempt at every node. */
  readonly nodes: readonly RunRow[];
  /** True when what came before cannot be told. */
  readonly hasGap: boolean;
}

/** The nodes that a graph run started, and those of the run that it went on from. */
export function resumedSteps(runs: Runs, graph: RunRow): Steps {
  const nodes = nodesBelow(runs, graph);
  const previous = graph.isResumed ? previousRun(runs, graph) : undefined;
  if (previous === undefined) return { nodes, hasGap: false };
  const earlier = resumedSteps(runs, previous);
  if (isFork(earlier.nodes, nodes)) return { nodes, hasGap: true };
  return { nodes: [...notRepeated(earlier.nodes, nodes), ...nodes], hasGap: earlier.hasGap };
}

function nodesBelow({ below }: Runs, row: RunRow): readonly RunRow[] {
  return (below.get(row.id) ?? []).filter((child) => child.isNode);
}

/** The last run before of the same graph at the same place. One that was cut off at once started no node to tell it by. */
function previousRun(runs: Runs, graph: RunRow): RunRow | undefined {
  const placeOf = (row: RunRow) => nodesBelow(runs, row).map(callerPlace)[0];
  const place = placeOf(graph) ?? graph.position.place;
  return runs.rows.findLast(
    (row) => row.sequence < graph.sequence && !row.isNode && placeOf(row) === place,
  );
}

/**
 * A resumption repeats what had not succeeded or goes on after the last step. Anything else went back to an earlier
 * checkpoint: its steps are numbered anew, so that it cannot be told which of the earlier ones still hold.
 */
function isFork(earlier: readonly RunRow[], later: readonly RunRow[]): boolean {
  const places = new Set(earlier.map((row) => row.position.place));
  const lastStep = Math.max(...earlier.map((row) => row.position.step));
  const goesOn = later.every((row) => row.position.step > lastStep);
  return !goesOn && !later.some((row) => places.has(row.position.place));
}

/** What need not be done again. */
function notRepeated(earlier: readonly RunRow[], later: readonly RunRow[]): RunRow[] {
  const repeated = new Set(later.map((row) => row.position.place));
  return earlier.filter((row) => !repeated.has(row.position.place));
}
