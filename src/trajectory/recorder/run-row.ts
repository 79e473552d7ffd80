import type { Run } from "@langchain/core/tracers/base";
import {
  findToolAnswers,
  readModelInput,
  readModelReply,
  type ModelInput,
  type ModelReply,
  type ToolAnswer,
  readTools,
  type ToolDefinition,
} from "./messages.js";
import { isRecord, keepText, type Redact } from "./snapshot.js";

/** What is kept of one run: copies of plain data, no live object of the graph. */
export interface RunRow {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly rootId: string;
  /** The order in which runs began, over the whole recorder. */
  readonly sequence: number;
  readonly type: "chain" | "model" | "tool" | "other";
  readonly name: string;
  /** LangGraph's own bookkeeping, such as `__start__`. */
  readonly isHidden: boolean;
  /** One attempt at one node of a graph. */
  readonly isNode: boolean;
  readonly position: Position;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The provider's id of the call that a tool answers. */
  readonly rawCallId: string | undefined;
  /** Models only. */
  readonly input: ModelInput | undefined;
  /** Models only. */
  readonly tools: readonly ToolDefinition[];
  /** Set for a graph run that goes on from a checkpoint. */
  isResumed: boolean;
  end: RunEnd | undefined;
}

/** How a run ended. */
export interface RunEnd {
  /** Unix milliseconds; undefined where it is not known when the run took place. */
  readonly at: number | undefined;
  /** `Name: message`; undefined when it succeeded. */
  readonly error: string | undefined;
  /** Models only. */
  readonly reply: ModelReply | undefined;
  /** What a node or a tool gave back to a model. */
  readonly answers: readonly ToolAnswer[];
}

const NODE_TAG = "graph:step:";
const HIDDEN_TAG = "langsmith:hidden";
const TYPES = new Map<string, RunRow["type"]>([
  ["chain", "chain"],
  ["llm", "model"],
  ["tool", "tool"],
]);

export interface RunOrigin {
  readonly parentId: string | undefined;
  readonly rootId: string;
  readonly sequence: number;
}

export function toRow(run: Run, { parentId, rootId, sequence }: RunOrigin, redact: Redact): RunRow {
  const type = TYPES.get(run.run_type) ?? "other";
  const tags = run.tags ?? [];
  return {
    id: run.id,
    parentId,
    rootId,
    sequence,
    type,
    name: run.name,
    isHidden: tags.includes(HIDDEN_TAG),
    isNode: type === "chain" && tags.some((tag) => tag.startsWith(NODE_TAG)),
    position: readPosition(run),
    startedAt: run.start_time,
    rawCallId: readCallId(run),
    input: type === "model" ? readModelInput(run, redact) : undefined,
    tools: type === "model" ? readTools(run, redact) : [],
    isResumed: false,
    end: undefined,
  };
}

export function toEnd(run: Run, row: RunRow, redact: Redact): RunEnd {
  return {
    at: run.end_time ?? run.start_time,
    error: run.error === undefined ? undefined : keepText(run.error, redact),
    reply: row.type === "model" ? readModelReply(run, redact) : undefined,
    answers: row.isNode || row.type === "tool" ? readAnswers(run, row, redact) : [],
  };
}

function readAnswers(run: Run, row: RunRow, redact: Redact): readonly ToolAnswer[] {
  const output: unknown = run.outputs?.["output"];
  if (row.rawCallId === undefined || typeof output !== "string") {
    return findToolAnswers(run.outputs, redact);
  }
  const content = keepText(output, redact);
  return [{ rawCallId: row.rawCallId, name: row.name, content, status: "success" }];
}

function readCallId(run: Run): string | undefined {
  const callId: unknown = run.extra?.["tool_call_id"];
  return typeof callId === "string" ? callId : undefined;
}

/** A run that ended by handing control to its parent graph ended well. */
export function succeeded(row: RunRow): boolean {
  if (row.end === undefined) return false;
  return row.end.error === undefined || row.end.error.startsWith("ParentCommand:");
}

/** The place from which a node was started: all but the last segment of its own. */
export function callerPlace({ position: { place } }: RunRow): string {
  return place.slice(0, Math.max(0, place.lastIndexOf("|")));
}

/** Where in a graph a run stands. Read from the few metadata keys that are known to be harmless; no other key is kept. */
export interface Position {
  /** `langgraph_checkpoint_ns`: the same for every attempt at one node execution; empty outside a graph. */
  readonly place: string;
  readonly node: string;
  /** The super-step of the graph run that the node belongs to. */
  readonly step: number;
  /** Which of the step's `Send`s started the node, from 0; -1 when an edge did. */
  readonly send: number;
  /** The name of the node that an edge started, also for the error handler that stands in for it; else empty. */
  readonly lane: string;
  /** A `task` of the functional API: its run hangs beside its caller's instead of below it. */
  readonly isTask: boolean;
  readonly threadId: string | undefined;
  /** The step kind that `addNode(name, node, { metadata: { star_step } })` gave. */
  readonly starStep: string | undefined;
  /** 1 for a question's first answer, 2 and more for answers to a request for repair. */
  readonly starAttempt: number | undefined;
  readonly modelName: string | undefined;
}

export function readPosition(run: Run): Position {
  const extra: unknown = run.extra;
  const metadata = isRecord(extra) && isRecord(extra["metadata"]) ? extra["metadata"] : {};
  const path = metadata["langgraph_path"];
  const [origin, index] = Array.isArray(path) ? path : [];
  return {
    place: text(metadata["langgraph_checkpoint_ns"]) ?? "",
    node: text(metadata["langgraph_node"]) ?? "",
    step: number(metadata["langgraph_step"]) ?? 0,
    send: origin === "__pregel_push" ? (number(index) ?? -1) : -1,
    lane: text(index) ?? "",
    isTask: origin === "__pregel_push" && Array.isArray(index),
    threadId: text(metadata["thread_id"]),
    starStep: text(metadata["star_step"]),
    starAttempt: number(metadata["star_attempt"]),
    modelName: text(metadata["ls_model_name"]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
