import { callerPlace, type RunRow, succeeded } from "./run-row.js";

/** The runs of one execution, ready to be walked. */
export interface RunTree {
  /** In the order in which they began. */
  readonly rows: readonly RunRow[];
  /** By the run above; without tasks. */
  readonly below: ReadonlyMap<string | undefined, readonly RunRow[]>;
  /** Tasks of the functional API, by the place of their caller. */
  readonly tasks: ReadonlyMap<string, readonly RunRow[]>;
  /** When the first attempt at each place began. */
  readonly firstBegun: ReadonlyMap<string, number>;
  /** Whether the last attempt stands for a node of which none succeeded. */
  readonly includeIncomplete: boolean;
}

export interface RunTreeOptions {
  /** In the order in which they began. */
  readonly rows: readonly RunRow[];
  readonly includeIncomplete: boolean;
}

export function createRunTree({ rows, includeIncomplete }: RunTreeOptions): RunTree {
  const isTask = (row: RunRow) => row.isNode && row.position.isTask;
  const firstBegun = new Map<string, number>();
  for (const { isNode, position, sequence } of rows) {
    if (isNode && !firstBegun.has(position.place)) firstBegun.set(position.place, sequence);
  }
  return {
    rows,
    below: groupBy(
      rows.filter((row) => !isTask(row)),
      (row) => row.parentId,
    ),
    tasks: groupBy(rows.filter(isTask), callerPlace),
    firstBegun,
    includeIncomplete,
  };
}

/** The runs below a run, in logical order. */
export interface Children {
  readonly rows: readonly RunRow[];
  /** True when a super-step left no trace, as that of a cached node does, or when what came before a fork is unknown. */
  readonly hasGap: boolean;
  /** True when a node has no attempt that succeeded. */
  readonly hasFailure: boolean;
}

/**
 * What parallel branches did comes one branch after the other, however they raced. Rules, each for a trap of its own:
 * - Attempts at one node execution share their place; the last one that succeeded stands for all.
 * - Siblings are ordered by super-step; in it come those that edges started, by name, then those of `Send`s, by number: the
 *   order in which LangGraph applies their updates. When they began differs between a first and a resumed execution.
 * - A graph run that was resumed continues the previous run of the same graph, which did the earlier steps.
 * - A task of the functional API belongs below its caller, and is not repeated when its caller is.
 */
export function childrenOf(tree: RunTree, row: RunRow): Children {
  const graph = row.isNode
    ? { nodes: tree.tasks.get(row.position.place) ?? [], hasGap: false }
    : resumedSteps(tree, row);
  const attempts = [...groupBy(graph.nodes, (node) => node.position.place).values()];
  const chosen = attempts.flatMap((group) => choose(group, tree.includeIncomplete));
  const others = (tree.below.get(row.id) ?? []).filter((child) => !child.isNode);
  return {
    rows: [...chosen, ...withoutRepaired(others)].sort((a, b) => compare(tree, a, b)),
    hasGap: graph.hasGap || missesStep(graph.nodes),
    hasFailure: attempts.some((group) => !group.some(succeeded)),
  };
}

function choose(attempts: readonly RunRow[], includeIncomplete: boolean): readonly RunRow[] {
  const best = attempts.findLast(succeeded);
  if (best !== undefined) return [best];
  return includeIncomplete ? attempts.slice(-1) : [];
}

/** An answer that was sent back for repair is followed by the next attempt at the same question. */
function withoutRepaired(rows: readonly RunRow[]): RunRow[] {
  const models = rows.filter((row) => row.type === "model");
  const repaired = models.filter((row, index) => {
    const attempt = row.position.starAttempt;
    return attempt !== undefined && models[index + 1]?.position.starAttempt === attempt + 1;
  });
  return rows.filter((row) => !repaired.includes(row));
}

function missesStep(nodes: readonly RunRow[]): boolean {
  const steps = new Set(nodes.map((row) => row.position.step));
  return steps.size > 0 && Math.max(...steps) - Math.min(...steps) + 1 > steps.size;
}

function compare(tree: RunTree, a: RunRow, b: RunRow): number {
  const [first, second] = [orderOf(tree, a), orderOf(tree, b)];
  const numbers = first.step - second.step || first.send - second.send;
  if (numbers !== 0) return numbers;
  if (first.lane !== second.lane) return first.lane < second.lane ? -1 : 1;
  return first.begun - second.begun;
}

/** Only what a graph started has a lane; the rest of a node's runs follow each other in time. */
function orderOf(tree: RunTree, { isNode, position, sequence }: RunRow) {
  const { step, send, lane, place } = position;
  if (!isNode) return { step, send: -1, lane: "", begun: sequence };
  return { step, send, lane, begun: tree.firstBegun.get(place) ?? sequence };
}

function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key) {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

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
