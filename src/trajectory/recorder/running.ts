import type { RunRow } from "./run-row.js";
import type { Execution } from "./run-store.js";

/** An execution in progress, as far as it is. */
export interface RunningExecution {
  /** The `runId` of its first call. */
  readonly runId: string;
  /** Name of the graph. */
  readonly graph: string;
  readonly threadId: string | undefined;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Agents at work, as in `agent` of a step; of a graph without agents its nodes at work. */
  readonly agents: readonly string[];
  /** The model or tool call that began last; undefined before the first. */
  readonly lastCall: RunningCall | undefined;
  /** Model calls so far, including the one in progress. */
  readonly modelCalls: number;
  readonly toolCalls: number;
  /** True for an execution that was interrupted and can be resumed. */
  readonly isWaiting: boolean;
}

/** A call of a running execution. */
export interface RunningCall {
  readonly kind: "model" | "tool";
  /** Name of the tool or the model. */
  readonly name: string;
  /** The agent that called. */
  readonly agent: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** True until the answer is there. */
  readonly isRunning: boolean;
}

/** The state of an execution; undefined if it has ended. */
export function toRunning(execution: Execution): RunningExecution | undefined {
  const [first, last] = [execution[0], execution.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (last.row.end !== undefined && !last.isWaiting) return undefined;
  const rows = new Map(execution.flatMap((root) => root.rows.map((row) => [row.id, row])));
  const all = [...rows.values()];
  const call = all.findLast(isCall);
  return {
    runId: first.row.id,
    graph: first.row.name,
    threadId: last.threadId,
    startedAt: first.row.startedAt,
    agents: last.isWaiting ? [] : listAgents(last.rows, rows),
    lastCall: call && toRunningCall(call, rows),
    modelCalls: all.filter(({ type }) => type === "model").length,
    toolCalls: all.filter(({ type }) => type === "tool").length,
    isWaiting: last.isWaiting,
  };
}

type Rows = ReadonlyMap<string, RunRow>;

const isCall = ({ type }: RunRow) => type === "model" || type === "tool";

function toRunningCall(row: RunRow, rows: Rows): RunningCall {
  return {
    kind: row.type === "tool" ? "tool" : "model",
    name: row.type === "tool" ? row.name : (row.position.modelName ?? row.name),
    agent: agentOf(row, rows),
    startedAt: row.startedAt,
    isRunning: row.end === undefined,
  };
}

/** The agents of the innermost nodes that have not ended. */
function listAgents(attempts: readonly RunRow[], rows: Rows): string[] {
  const open = attempts.filter(({ isNode, isHidden, end }) => isNode && !isHidden && !end);
  const outer = new Set(open.flatMap((row) => ancestorsOf(row, rows)));
  const inner = open.filter((row) => !outer.has(row));
  return [...new Set(inner.map((row) => agentOf(row, rows)))];
}

/** Path of the node that contains the graph of a run's node, or the node itself if it is one of the outermost graph. */
function agentOf(row: RunRow, rows: Rows): string {
  const nodes = [...ancestorsOf(row, rows), row].filter(({ isNode }) => isNode);
  const names = nodes.map(({ position, name }) => position.node || name);
  return (names.length > 1 ? names.slice(0, -1) : names).join("/");
}

/** The runs above a run, the outermost first. */
function ancestorsOf(row: RunRow, rows: Rows): RunRow[] {
  const above: RunRow[] = [];
  for (let parent = rows.get(row.parentId ?? ""); parent; parent = rows.get(parent.parentId ?? ""))
    above.unshift(parent);
  return above;
}
