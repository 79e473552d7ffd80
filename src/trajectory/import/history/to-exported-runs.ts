import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../recorder/snapshot.js";
import type { ExportedRun } from "../exported/exported-run.js";
import { findMessages, isAmong } from "./find-messages.js";
import { idOf } from "./read-history.js";
import type { Checkpoint, NodeRun } from "./snapshot.js";

/** A graph, or a node that holds one, whose checkpoints become runs. */
interface Holder {
  readonly runId: string;
  /** The place in the graph: `checkpoint_ns`. */
  readonly place: string;
  readonly threadId: unknown;
  readonly endedAt: number | undefined;
  /** What the node around the graph wrote, if it succeeded. */
  readonly around: unknown;
}

interface Turn {
  readonly checkpoints: readonly Checkpoint[];
  readonly graph: string;
  readonly threadId: unknown;
}

/** The runs that one turn of a thread consists of, as far as its checkpoints tell. */
export function toExportedRuns({ checkpoints, graph, threadId }: Turn): ExportedRun[] {
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  if (first === undefined || last === undefined) return [];
  const failure = last.tasks
    .map(({ error }) => describeError(error))
    .find((error) => error !== undefined);
  const hasEnded = last.next.length === 0 || failure !== undefined || last.tasks.some(isWaiting);
  const root = {
    ...BARE,
    id: idOf(first),
    parentId: undefined,
    name: graph,
    startedAt: Date.parse(first.createdAt),
    endedAt: hasEnded ? Date.parse(last.createdAt) : undefined,
    error: failure,
    extra: { metadata: { thread_id: threadId } },
  };
  const holder = { runId: root.id, place: "", threadId, endedAt: root.endedAt, around: undefined };
  return [root, ...nodeRuns(checkpoints, holder)];
}

const START = "__start__";
const BARE = {
  type: "chain",
  order: "",
  tags: [],
  inputs: {},
  outputs: undefined,
  missing: [],
} as const;

function nodeRuns(checkpoints: readonly Checkpoint[], holder: Holder): ExportedRun[] {
  return checkpoints.flatMap((checkpoint, index) => {
    const next = checkpoints[index + 1];
    return checkpoint.tasks.flatMap((task) => {
      const outcome = outcomeOf(task, { next, around: holder.around });
      const endedAt = next === undefined ? holder.endedAt : Date.parse(next.createdAt);
      return outcome === undefined ? [] : nodeRun(task, { checkpoint, outcome, endedAt, holder });
    });
  });
}

interface Surroundings {
  readonly checkpoint: Checkpoint;
  readonly outcome: Outcome;
  readonly endedAt: number | undefined;
  readonly holder: Holder;
}

function nodeRun(task: NodeRun, surroundings: Surroundings): ExportedRun[] {
  const { checkpoint, outcome, holder } = surroundings;
  const name = `${task.name}:${task.id}`;
  const place = holder.place === "" ? name : `${holder.place}|${name}`;
  const step = checkpoint.metadata.step + 1;
  const startedAt = Date.parse(checkpoint.createdAt);
  const endedAt = surroundings.endedAt ?? startedAt;
  const { threadId } = holder;
  const run: ExportedRun = {
    ...BARE,
    id: `${holder.runId}/${task.id}`,
    parentId: holder.runId,
    name: task.name,
    startedAt,
    endedAt,
    tags: [`graph:step:${step}`, ...(task.name === START ? ["langsmith:hidden"] : [])],
    outputs: { result: outcome.result },
    error: outcome.error,
    extra: { metadata: positionOf(task, { place, step, threadId }) },
  };
  if (task.name === START) return [run];
  if (task.inner.length === 0) return [run, ...modelCalls(run, task.result, checkpoint.values)];
  const graph = { ...run, id: `${run.id}/graph`, parentId: run.id, tags: [], outputs: undefined };
  const inner = { runId: graph.id, place, threadId, endedAt, around: task.result };
  return [run, graph, ...nodeRuns(task.inner, inner)];
}

interface Position {
  readonly place: string;
  readonly step: number;
  readonly threadId: unknown;
}

/** As LangGraph tells it to a recorder. */
function positionOf({ name, path, starStep }: NodeRun, { place, step, threadId }: Position) {
  return {
    langgraph_node: name,
    langgraph_step: step,
    langgraph_path: path,
    langgraph_checkpoint_ns: place,
    thread_id: threadId,
    star_step: starStep,
  };
}

/**
 * The model calls behind a node's result: one for each reply that is new in it. What the model was told beyond the state's
 * `messages` is not known.
 */
export function modelCalls(node: ExportedRun, result: unknown, state: unknown): ExportedRun[] {
  const before = findMessages(isRecord(state) ? state["messages"] : undefined);
  const known = new Set(before.map((message) => message.id));
  const written = findMessages(result).filter(({ id }) => id === undefined || !known.has(id));
  return written.flatMap((message, index) => {
    const told = [...before, ...written.slice(0, index)];
    return AIMessage.isInstance(message) ? [toCall(node, message, { told, index })] : [];
  });
}

interface Told {
  readonly told: readonly BaseMessage[];
  readonly index: number;
}

function toCall(node: ExportedRun, message: AIMessage, { told, index }: Told): ExportedRun {
  const model = message.response_metadata["model_name"];
  return {
    ...node,
    id: `${node.id}/${index}`,
    parentId: node.id,
    // A call has no name of its own; the model's stands in the message.
    name: "",
    type: "llm",
    order: String(index).padStart(6, "0"),
    tags: [],
    inputs: { messages: [told] },
    outputs: { generations: [[{ text: message.text, message }]] },
    error: undefined,
    missing: typeof model === "string" ? [] : ["models"],
  };
}

/** What came of a node that was planned. */
export interface Outcome {
  readonly result: unknown;
  readonly error: string | undefined;
}

interface Circumstances {
  /** The checkpoint after the one at which the node was planned. */
  readonly next: Checkpoint | undefined;
  /** What the node around its graph wrote, if that node succeeded. */
  readonly around: unknown;
}

/** @returns Undefined for a node that did not run, such as one whose turn a change of the state by hand has taken. */
export function outcomeOf(task: NodeRun, { next, around }: Circumstances): Outcome | undefined {
  const { result } = task;
  // An interrupt that was answered, and a failure before another attempt, stay with their task.
  if (next?.metadata.source === "loop") return { result, error: undefined };
  if (next !== undefined) return stands(result, next) ? { result, error: undefined } : undefined;
  if (result != null) return { result, error: undefined };
  // A graph that ends in the middle of a step although the node around it succeeded has handed over to another node.
  if (around != null) return { result: around, error: "ParentCommand: " };
  const error = describeError(task.error) ?? (isWaiting(task) ? "GraphInterrupt: " : undefined);
  return error === undefined ? undefined : { result, error };
}

/** A fork leaves behind what had been written; a change by hand in the midst of a step keeps it. */
function stands(result: unknown, { values }: Checkpoint): boolean {
  const kept = findMessages(values);
  return findMessages(result).some((message) => isAmong(message, kept));
}

export function isWaiting({ interrupts, result }: NodeRun): boolean {
  return (interrupts ?? []).length > 0 && result == null;
}

/** Checkpointers keep an error as `{ name, message }`. */
export function describeError(error: unknown): string | undefined {
  if (error == null) return undefined;
  if (!isRecord(error)) return String(error);
  return `${String(error["name"] ?? "Error")}: ${String(error["message"] ?? "")}`;
}
