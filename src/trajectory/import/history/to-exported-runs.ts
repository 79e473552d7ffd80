import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import type { ExportedRun } from "../exported/exported-run.js";
import { findMessages, includesMessage } from "./find-messages.js";
import { checkpointId } from "./read-history.js";
import type { HistoryCheckpoint, NodeRun } from "./snapshot.js";

/** The run of a graph whose checkpoints are converted to runs of nodes. */
interface GraphRun {
  readonly runId: string;
  /** `checkpoint_ns` of the graph. */
  readonly checkpointNs: string;
  readonly threadId: unknown;
  readonly endedAt: number | undefined;
  /** Outcome of the node that contains the graph. */
  readonly enclosing: Outcome | undefined;
  /** The checkpoint of the next execution that continues from the last one of this. */
  readonly following: HistoryCheckpoint | undefined;
}

/** The checkpoints of one execution of a thread. */
interface ThreadTurn {
  readonly checkpoints: readonly HistoryCheckpoint[];
  /** The checkpoint after these, which begins the next execution. */
  readonly following: HistoryCheckpoint | undefined;
  readonly graph: string;
  readonly threadId: unknown;
}

/** Reconstructs the runs of one execution from its checkpoints. */
export function toExportedRuns(turn: ThreadTurn): ExportedRun[] {
  const { checkpoints, following, graph, threadId } = turn;
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  if (first === undefined || last === undefined) return [];
  const failure = last.tasks
    .map(({ error }) => describeError(error))
    .find((error) => error !== undefined);
  const hasEnded = last.next.length === 0 || failure !== undefined || last.tasks.some(isWaiting);
  const root = {
    ...EMPTY_CHAIN,
    id: checkpointId(first),
    parentId: undefined,
    name: graph,
    startedAt: Date.parse(first.createdAt),
    endedAt: hasEnded ? Date.parse(last.createdAt) : undefined,
    error: failure,
    extra: { metadata: { thread_id: threadId } },
  };
  const graphRun = {
    runId: root.id,
    checkpointNs: "",
    threadId,
    endedAt: root.endedAt,
    enclosing: undefined,
    following,
  };
  return [root, ...nodeRuns(checkpoints, graphRun)];
}

const START = "__start__";
const EMPTY_CHAIN = {
  type: "chain",
  order: "",
  tags: [],
  inputs: {},
  outputs: undefined,
  missing: [],
} as const;

/**
 * Steps are numbered anew, in the order of the checkpoints' parents: the numbers in a thread with forks are not unique, and a fork
 * or an update has a number of its own.
 */
function nodeRuns(checkpoints: readonly HistoryCheckpoint[], graphRun: GraphRun): ExportedRun[] {
  let steps = 0;
  return checkpoints.flatMap((checkpoint, index) => {
    const next = checkpoints[index + 1];
    const endedAt = next === undefined ? graphRun.endedAt : Date.parse(next.createdAt);
    const ran = checkpoint.tasks.flatMap((task) => {
      const outcome = outcomeOf(task, { ...graphRun, next });
      return outcome === undefined
        ? []
        : nodeRun(task, { checkpoint, outcome, endedAt, graphRun, step: steps });
    });
    if (ran.length > 0) steps += 1;
    return ran;
  });
}

interface NodeContext {
  readonly checkpoint: HistoryCheckpoint;
  readonly outcome: Outcome;
  readonly endedAt: number | undefined;
  readonly graphRun: GraphRun;
  readonly step: number;
}

function nodeRun(task: NodeRun, context: NodeContext): ExportedRun[] {
  const { checkpoint, outcome, graphRun, step } = context;
  const name = `${task.name}:${task.id}`;
  const checkpointNs = graphRun.checkpointNs === "" ? name : `${graphRun.checkpointNs}|${name}`;
  const startedAt = Date.parse(checkpoint.createdAt);
  const endedAt = context.endedAt ?? startedAt;
  const { threadId } = graphRun;
  const run: ExportedRun = {
    ...EMPTY_CHAIN,
    id: `${graphRun.runId}/${task.id}`,
    parentId: graphRun.runId,
    name: task.name,
    startedAt,
    endedAt,
    tags: [`graph:step:${step}`, ...(task.name === START ? ["langsmith:hidden"] : [])],
    outputs: { result: outcome.result },
    error: outcome.error,
    extra: { metadata: metadataOf(task, { checkpointNs, step, threadId }) },
  };
  if (task.name === START) return [run];
  if (task.inner.length === 0) return [run, ...modelCalls(run, task.result, checkpoint.values)];
  const graph = { ...run, id: `${run.id}/graph`, parentId: run.id, tags: [], outputs: undefined };
  const inner = { runId: graph.id, checkpointNs, threadId, endedAt, following: undefined };
  return [run, graph, ...nodeRuns(task.inner, { ...inner, enclosing: outcome })];
}

interface NodeLocation {
  readonly checkpointNs: string;
  readonly step: number;
  readonly threadId: unknown;
}

/** The metadata that LangGraph gives a node's run. */
function metadataOf(
  { name, path, starStep }: NodeRun,
  { checkpointNs, step, threadId }: NodeLocation,
) {
  return {
    langgraph_node: name,
    langgraph_step: step,
    langgraph_path: path,
    langgraph_checkpoint_ns: checkpointNs,
    thread_id: threadId,
    star_step: starStep,
  };
}

/**
 * One model call per new reply in a node's result. Its input is assumed to be the state's `messages`, since checkpoints do not
 * contain the actual input.
 */
function modelCalls(node: ExportedRun, result: unknown, state: unknown): ExportedRun[] {
  const before = findMessages(isRecord(state) ? state["messages"] : undefined);
  const known = new Set(before.map((message) => message.id));
  const written = findMessages(result).filter(({ id }) => id === undefined || !known.has(id));
  return written.flatMap((message, index) => {
    const input = [...before, ...written.slice(0, index)];
    return AIMessage.isInstance(message) ? [toCall(node, message, { input, index })] : [];
  });
}

interface CallOrigin {
  /** Messages before the reply. */
  readonly input: readonly BaseMessage[];
  readonly index: number;
}

function toCall(node: ExportedRun, message: AIMessage, { input, index }: CallOrigin): ExportedRun {
  const model = message.response_metadata["model_name"];
  return {
    ...node,
    id: `${node.id}/${index}`,
    parentId: node.id,
    // The recorder reads the model's name from the message.
    name: "",
    type: "llm",
    order: String(index).padStart(6, "0"),
    tags: [],
    inputs: { messages: [input] },
    outputs: { generations: [[{ text: message.text, message }]] },
    error: undefined,
    missing: typeof model === "string" ? [] : ["models"],
  };
}

/** Result of a planned node. */
interface Outcome {
  readonly result: unknown;
  readonly error: string | undefined;
}

interface OutcomeContext extends Pick<GraphRun, "enclosing" | "following"> {
  /** The checkpoint after the one at which the node was planned. */
  readonly next: HistoryCheckpoint | undefined;
}

/** @returns Undefined for a node that did not run, such as one that `updateState` replaced. */
function outcomeOf(task: NodeRun, context: OutcomeContext): Outcome | undefined {
  const { next, enclosing, following } = context;
  const { result } = task;
  // Tasks keep answered interrupts and the errors of earlier attempts, so these do not matter here.
  if (next?.metadata.source === "loop") return { result, error: undefined };
  if (next !== undefined) return isKept(result, next) ? { result, error: undefined } : undefined;
  if (result != null) {
    // A new input drops the updates of a step in progress. Its result can also be that of another fork.
    const isDropped = following !== undefined && !isKept(result, following);
    return isDropped ? undefined : { result, error: undefined };
  }
  // The graph ended in the middle of a step, but the node that contains it succeeded: the graph handed control to its parent graph,
  // or was resumed without further checkpoints.
  if (enclosing !== undefined && enclosing.error === undefined) {
    return { result: enclosing.result, error: "ParentCommand: " };
  }
  const error = describeError(task.error) ?? (isWaiting(task) ? "GraphInterrupt: " : undefined);
  return error === undefined ? undefined : { result, error };
}

/** A fork drops the updates of a step in progress; `updateState` keeps them. */
function isKept(result: unknown, { values }: HistoryCheckpoint): boolean {
  const kept = findMessages(values);
  return findMessages(result).some((message) => includesMessage(message, kept));
}

function isWaiting({ interrupts, result }: NodeRun): boolean {
  return (interrupts ?? []).length > 0 && result == null;
}

/** Checkpointers store an error as `{ name, message }`. */
function describeError(error: unknown): string | undefined {
  if (error == null) return undefined;
  if (!isRecord(error)) return String(error);
  return `${String(error["name"] ?? "Error")}: ${String(error["message"] ?? "")}`;
}
