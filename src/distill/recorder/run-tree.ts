import { succeeded, type RunRow } from "./run-row.js";

/** Runs in logical order: what parallel branches did comes one branch after the other, however they raced. */
export interface RunTree {
  /** The runs below a run, with one attempt for each node execution. */
  childrenOf(row: RunRow): readonly RunRow[];
  /** True once children were asked for of which a super-step left no trace, as that of a cached node does. */
  readonly hasGap: boolean;
  /** True once children were asked for of which a node had no attempt that succeeded. */
  readonly hasFailure: boolean;
}

export interface RunTreeOptions {
  /** In the order in which they began. */
  readonly rows: readonly RunRow[];
  /** Whether the last attempt stands for a node of which none succeeded. */
  readonly includeIncomplete: boolean;
}

/**
 * Rules, each for a trap of its own:
 * - Attempts at one node execution share their place; the last one that succeeded stands for all.
 * - Siblings are ordered by super-step; in it come those that edges started, by name, then those of `Send`s, by number: the
 *   order in which LangGraph applies their updates. When they began differs between a first and a resumed execution.
 * - A graph run that was resumed continues the previous run of the same graph at the same place, which did the earlier steps.
 * - A task of the functional API belongs below its caller, and is not repeated when its caller is.
 */
export function createRunTree({ rows, includeIncomplete }: RunTreeOptions): RunTree {
  const below = groupBy(
    rows.filter((row) => !isTask(row)),
    (row) => row.parentId,
  );
  const tasks = groupBy(rows.filter(isTask), callerPlace);
  const firstBegun = new Map<string, number>();
  for (const { isNode, position, sequence } of rows) {
    if (isNode && !firstBegun.has(position.place)) firstBegun.set(position.place, sequence);
  }
  let hasGap = false;
  let hasFailure = false;

  const nodesBelow = (row: RunRow) => (below.get(row.id) ?? []).filter((child) => child.isNode);

  function stepsOf(graph: RunRow): RunRow[] {
    const nodes = nodesBelow(graph);
    const place = nodes[0] && callerPlace(nodes[0]);
    const previous = graph.isResumed ? previousRun(graph, place) : undefined;
    return previous === undefined ? nodes : continued(stepsOf(previous), nodes);
  }

  function previousRun(graph: RunRow, place: string | undefined): RunRow | undefined {
    return rows.findLast((row) => {
      if (row.sequence >= graph.sequence || row.isNode) return false;
      const first = nodesBelow(row)[0];
      return first !== undefined && (place === undefined || callerPlace(first) === place);
    });
  }

  function select(pool: readonly RunRow[]): RunRow[] {
    const attempts = groupBy(
      pool.filter((row) => row.isNode),
      (row) => row.position.place,
    );
    return [...attempts.values()].flatMap((group) => {
      const best = group.findLast(succeeded);
      if (best !== undefined) return [best];
      hasFailure = true;
      return includeIncomplete ? group.slice(-1) : [];
    });
  }

  const order = (row: RunRow) =>
    (row.isNode ? firstBegun.get(row.position.place) : row.sequence) ?? 0;

  function compare(a: RunRow, b: RunRow): number {
    return (
      a.position.step - b.position.step ||
      send(a) - send(b) ||
      compareText(lane(a), lane(b)) ||
      order(a) - order(b)
    );
  }

  return {
    childrenOf(row) {
      const nodes = row.isNode ? (tasks.get(row.position.place) ?? []) : stepsOf(row);
      hasGap ||= missesStep(nodes);
      const others = (below.get(row.id) ?? []).filter((child) => !child.isNode);
      return [...select(nodes), ...withoutRepaired(others)].sort(compare);
    },
    get hasGap() {
      return hasGap;
    },
    get hasFailure() {
      return hasFailure;
    },
  };
}

function isTask(row: RunRow): boolean {
  return row.isNode && row.position.isTask;
}

/** The place from which a node was started: all but the last segment of its own. */
function callerPlace({ position: { place } }: RunRow): string {
  return place.slice(0, Math.max(0, place.lastIndexOf("|")));
}

function send(row: RunRow): number {
  return row.isNode ? row.position.send : -1;
}

function lane(row: RunRow): string {
  return row.isNode ? row.position.lane : "";
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The steps of a graph run and of the one that resumed it, which repeats only what had not succeeded. */
function continued(earlier: readonly RunRow[], later: readonly RunRow[]): RunRow[] {
  const resumedAt = Math.min(...later.map((row) => row.position.step));
  const repeated = new Set(later.map((row) => row.position.place));
  const kept = earlier.filter(
    ({ position: { step, place } }) => step <= resumedAt && !repeated.has(place),
  );
  return [...kept, ...later];
}

function missesStep(nodes: readonly RunRow[]): boolean {
  const steps = new Set(nodes.map((row) => row.position.step));
  return steps.size > 0 && Math.max(...steps) - Math.min(...steps) + 1 > steps.size;
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

function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key) {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
