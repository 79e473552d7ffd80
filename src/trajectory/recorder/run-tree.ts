import { callerNamespace, type RunRow, succeeded } from "./run-row.js";

/** The runs of one execution, indexed for traversal. */
export interface RunTree {
  /** In the order of their start. */
  readonly rows: readonly RunRow[];
  /** By parent run, without tasks. */
  readonly children: ReadonlyMap<string | undefined, readonly RunRow[]>;
  /** Tasks of the functional API, by checkpoint namespace of their caller. */
  readonly tasks: ReadonlyMap<string, readonly RunRow[]>;
  /** {@link RunRow.sequence} of the first attempt, by checkpoint namespace. */
  readonly firstStart: ReadonlyMap<string, number>;
  /** Whether a node without a successful attempt is represented by its last attempt; else it is left out. */
  readonly includeIncomplete: boolean;
}

/** Input of {@link createRunTree}. */
interface RunTreeOptions {
  /** In the order of their start. */
  readonly rows: readonly RunRow[];
  readonly includeIncomplete: boolean;
}

/** Indexes the runs of one execution. */
export function createRunTree({ rows, includeIncomplete }: RunTreeOptions): RunTree {
  const isTask = (row: RunRow) => row.isNode && row.position.isTask;
  const firstStart = new Map<string, number>();
  for (const { isNode, position, sequence } of rows) {
    const { checkpointNs } = position;
    if (isNode && !firstStart.has(checkpointNs)) firstStart.set(checkpointNs, sequence);
  }
  return {
    rows,
    children: groupBy(
      rows.filter((row) => !isTask(row)),
      (row) => row.parentId,
    ),
    tasks: groupBy(rows.filter(isTask), callerNamespace),
    firstStart,
    includeIncomplete,
  };
}

/** The child runs of a run, in logical order. */
export interface Children {
  readonly rows: readonly RunRow[];
  /** True if a super-step left no run, such as that of a cached node, or if the steps before a fork are unknown. */
  readonly hasGap: boolean;
  /** True if a node has no successful attempt. */
  readonly hasFailure: boolean;
}

/**
 * The child runs of a run in logical order, which does not depend on the timing of parallel branches:
 * - Attempts at one node execution share a checkpoint namespace; the last successful one represents them.
 * - Siblings are ordered by super-step. Within a super-step, nodes started by edges come first, by name, then those started by
 *   `Send`s, by number. LangGraph applies their updates in this order; start times differ between a first and a resumed execution.
 * - A resumed graph run continues the previous run of the same graph, which did the earlier steps.
 * - A task of the functional API is a child of its caller and is not repeated when its caller is repeated.
 */
export function childrenOf(tree: RunTree, row: RunRow): Children {
  const graph = row.isNode
    ? { nodes: tree.tasks.get(row.position.checkpointNs) ?? [], hasGap: false }
    : resumedSteps(tree, row);
  const attempts = [...groupBy(graph.nodes, (node) => node.position.checkpointNs).values()];
  const chosen = attempts.flatMap((group) => chooseAttempt(group, tree.includeIncomplete));
  const others = (tree.children.get(row.id) ?? []).filter((child) => !child.isNode);
  return {
    rows: [...chosen, ...withoutRepaired(others)].sort((a, b) => compare(tree, a, b)),
    hasGap: graph.hasGap || lacksStep(graph.nodes),
    hasFailure: attempts.some((group) => !group.some(succeeded)),
  };
}

function chooseAttempt(attempts: readonly RunRow[], includeIncomplete: boolean): readonly RunRow[] {
  const best = attempts.findLast(succeeded);
  if (best !== undefined) return [best];
  return includeIncomplete ? attempts.slice(-1) : [];
}

/** Leaves out replies that were sent back for repair: the next model run is another attempt at the same question. */
function withoutRepaired(rows: readonly RunRow[]): RunRow[] {
  const models = rows.filter((row) => row.type === "model");
  const repaired = models.filter((row, index) => {
    const attempt = row.position.starAttempt;
    return attempt !== undefined && models[index + 1]?.position.starAttempt === attempt + 1;
  });
  return rows.filter((row) => !repaired.includes(row));
}

function lacksStep(nodes: readonly RunRow[]): boolean {
  const steps = new Set(nodes.map((row) => row.position.step));
  return steps.size > 0 && Math.max(...steps) - Math.min(...steps) + 1 > steps.size;
}

function compare(tree: RunTree, a: RunRow, b: RunRow): number {
  const [first, second] = [sortKeyOf(tree, a), sortKeyOf(tree, b)];
  const numbers = first.step - second.step || first.send - second.send;
  if (numbers !== 0) return numbers;
  if (first.node !== second.node) return first.node < second.node ? -1 : 1;
  return first.start - second.start;
}

/** Only nodes are sorted by name; the other runs below a node are sequential. */
function sortKeyOf(tree: RunTree, { isNode, position, sequence }: RunRow) {
  const { step, send, pulledNode, checkpointNs } = position;
  if (!isNode) return { step, send: -1, node: "", start: sequence };
  return { step, send, node: pulledNode, start: tree.firstStart.get(checkpointNs) ?? sequence };
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

interface Steps {
  /** Every attempt at every node. */
  readonly nodes: readonly RunRow[];
  /** True if the earlier steps are unknown. */
  readonly hasGap: boolean;
}

/** The nodes that a graph run started, and those of the run that it resumed. */
function resumedSteps(tree: RunTree, graph: RunRow): Steps {
  const nodes = nodesBelow(tree, graph);
  const previous = graph.isResumed ? previousRun(tree, graph) : undefined;
  if (previous === undefined) return { nodes, hasGap: false };
  const earlier = resumedSteps(tree, previous);
  if (isFork(earlier.nodes, nodes)) return { nodes, hasGap: true };
  return { nodes: [...notRepeated(earlier.nodes, nodes), ...nodes], hasGap: earlier.hasGap };
}

function nodesBelow({ children }: RunTree, row: RunRow): readonly RunRow[] {
  return (children.get(row.id) ?? []).filter((child) => child.isNode);
}

/** The previous run of the same graph, identified by the namespace of its nodes, or of the run itself if it started none. */
function previousRun(tree: RunTree, graph: RunRow): RunRow | undefined {
  const namespaceOf = (row: RunRow) => nodesBelow(tree, row).map(callerNamespace)[0];
  const namespace = namespaceOf(graph) ?? graph.position.checkpointNs;
  return tree.rows.findLast(
    (row) => row.sequence < graph.sequence && !row.isNode && namespaceOf(row) === namespace,
  );
}

/**
 * A resumption repeats unsuccessful nodes or continues after the last step. Anything else returned to an earlier checkpoint: its
 * step numbers overlap with the earlier run's, so it is unknown which of the earlier steps are still valid.
 */
function isFork(earlier: readonly RunRow[], later: readonly RunRow[]): boolean {
  const known = new Set(earlier.map((row) => row.position.checkpointNs));
  const lastStep = Math.max(...earlier.map((row) => row.position.step));
  const continues = later.every((row) => row.position.step > lastStep);
  return !continues && !later.some((row) => known.has(row.position.checkpointNs));
}

function notRepeated(earlier: readonly RunRow[], later: readonly RunRow[]): RunRow[] {
  const repeated = new Set(later.map((row) => row.position.checkpointNs));
  return earlier.filter((row) => !repeated.has(row.position.checkpointNs));
}
