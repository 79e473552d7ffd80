import type { Run } from "@langchain/core/tracers/base";
import { isRecord, parseShallowJson } from "../../json.js";
import type { MissingPart } from "../missing-parts.js";
import type { MessageRecord } from "../model-call.js";
import type { MessageReader } from "./message-reader.js";
import {
  findToolAnswers,
  readModelInput,
  readModelReply,
  type ModelReply,
  type RecordedAnswer,
} from "./messages.js";
import { redactJson, redactText, type JsonValue, type Redact } from "./redact.js";
import { readTools, type ToolDefinition } from "./tools.js";

/** One recorded run: copies of plain data, without references to live objects of the graph. */
export interface RunRow {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly rootId: string;
  /** Start order over all runs of the recorder, from 0. */
  readonly sequence: number;
  readonly type: "chain" | "model" | "tool" | "other";
  readonly name: string;
  /** True for internal runs of LangGraph, such as `__start__`. */
  readonly isHidden: boolean;
  /** True for one attempt at one node of a graph. */
  readonly isNode: boolean;
  readonly position: GraphPosition;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The provider's id of the call that a tool run answers. */
  readonly rawCallId: string | undefined;
  /** Tools only: the arguments that the tool was called with; undefined when unknown. */
  readonly ranWith: JsonValue | undefined;
  /** Models only: the messages that the model was given, in order. */
  readonly input: readonly MessageRecord[];
  /** Models only; undefined when the run does not say which tools it was offered. */
  readonly tools: readonly ToolDefinition[] | undefined;
  /** Models only: parts that JSON or the definitions of tools cannot express. */
  readonly lacks: readonly MissingPart[];
  /** True for a graph run that continued from a checkpoint. */
  isResumed: boolean;
  /** Undefined until the run ends. */
  end: RunEnd | undefined;
}

/** A run's position in a graph. Only metadata keys that cannot contain secrets are read. */
interface GraphPosition {
  /** `langgraph_checkpoint_ns`, equal for all attempts at one node execution; empty outside a graph. */
  readonly checkpointNs: string;
  readonly node: string;
  /** The super-step of the graph run that the node belongs to. */
  readonly step: number;
  /** Index of the `Send` of the super-step that started the node; -1 for a node started by an edge. */
  readonly send: number;
  /** Name of the node that an edge started; its error handler has the same name; empty for a node started by a `Send`. */
  readonly pulledNode: string;
  /** True for a `task` of the functional API, whose run is a sibling instead of a child of its caller's. */
  readonly isTask: boolean;
  readonly threadId: string | undefined;
  /** `star_step` of `addNode(name, node, { metadata: { star_step } })`. */
  readonly starStep: string | undefined;
  /** 1 for the first reply to a question, 2 and more for replies to repair requests. */
  readonly starAttempt: number | undefined;
  readonly modelName: string | undefined;
}

/** The end of a run. */
interface RunEnd {
  /** Unix milliseconds; undefined when unknown. */
  readonly at: number | undefined;
  /** `Name: message`; undefined when the run succeeded. */
  readonly error: string | undefined;
  /** Models only. */
  readonly reply: ModelReply | undefined;
  /** Tool answers in the output of a node or a tool. */
  readonly answers: readonly RecordedAnswer[];
}

const NODE_TAG = "graph:step:";
const HIDDEN_TAG = "langsmith:hidden";
const TYPES = new Map<string, RunRow["type"]>([
  ["chain", "chain"],
  ["llm", "model"],
  ["tool", "tool"],
]);

/** Place of a run in its execution. */
interface RunOrigin {
  readonly parentId: string | undefined;
  readonly rootId: string;
  readonly sequence: number;
}

const NO_TOOLS = { definitions: undefined, lacks: [] } as const;

/** Copies what is recorded at the start of a run. */
export function toRunRow(
  run: Run,
  { parentId, rootId, sequence }: RunOrigin,
  reader: MessageReader,
): RunRow {
  const type = TYPES.get(run.run_type) ?? "other";
  const tags = run.tags ?? [];
  const isModel = type === "model";
  const input = isModel ? readModelInput(run, reader) : [];
  const offered = isModel ? readTools(run, reader.redact) : NO_TOOLS;
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
    ranWith: type === "tool" ? readArguments(run, reader.redact) : undefined,
    input,
    tools: offered.definitions,
    lacks: [...offered.lacks, ...(input.every(reader.isWhole) ? [] : ["values" as const])],
    isResumed: false,
    end: undefined,
  };
}

/** Copies what is recorded at the end of a run. */
export function toRunEnd(run: Run, row: RunRow, reader: MessageReader): RunEnd {
  return {
    at: run.end_time ?? run.start_time,
    error: run.error === undefined ? undefined : redactText(run.error, reader.redact),
    reply: row.type === "model" ? readModelReply(run, reader) : undefined,
    answers: row.isNode || row.type === "tool" ? readAnswers(run, row, reader) : [],
  };
}

function readAnswers(run: Run, row: RunRow, reader: MessageReader): readonly RecordedAnswer[] {
  const output: unknown = run.outputs?.["output"];
  if (row.rawCallId === undefined || typeof output !== "string") {
    return findToolAnswers(run.outputs, reader);
  }
  const content = redactText(output, reader.redact);
  return [{ rawCallId: row.rawCallId, name: row.name, content, status: "success" }];
}

function readCallId(run: Run): string | undefined {
  const callId: unknown = run.extra?.["tool_call_id"];
  return typeof callId === "string" ? callId : undefined;
}

/**
 * Current versions of LangChain pass the arguments as they are, older ones and exports as JSON text under `input`. Empty
 * arguments count as unknown, because some exports leave arguments out.
 */
function readArguments({ inputs }: Run, redact: Redact): JsonValue | undefined {
  const [key, ...others] = Object.keys(inputs);
  if (key === undefined) return undefined;
  const json: unknown = key === "input" && others.length === 0 ? inputs["input"] : undefined;
  const parsed = typeof json === "string" ? parseShallowJson(json) : undefined;
  return redactJson(isRecord(parsed) ? parsed : inputs, redact);
}

/** True if a run ended without an error. A `ParentCommand`, which hands control to the parent graph, is not an error. */
export function succeeded(row: RunRow): boolean {
  if (row.end === undefined) return false;
  return row.end.error === undefined || row.end.error.startsWith("ParentCommand:");
}

/** Checkpoint namespace of a node's caller: the node's own without the last segment. */
export function callerNamespace({ position: { checkpointNs } }: RunRow): string {
  return checkpointNs.slice(0, Math.max(0, checkpointNs.lastIndexOf("|")));
}

function readPosition(run: Run): GraphPosition {
  const extra: unknown = run.extra;
  const metadata = isRecord(extra) && isRecord(extra["metadata"]) ? extra["metadata"] : {};
  const path = metadata["langgraph_path"];
  const [origin, index] = Array.isArray(path) ? path : [];
  return {
    checkpointNs: asText(metadata["langgraph_checkpoint_ns"]) ?? "",
    node: asText(metadata["langgraph_node"]) ?? "",
    step: asNumber(metadata["langgraph_step"]) ?? 0,
    send: origin === "__pregel_push" ? (asNumber(index) ?? -1) : -1,
    pulledNode: asText(index) ?? "",
    isTask: origin === "__pregel_push" && Array.isArray(index),
    threadId: asText(metadata["thread_id"]),
    starStep: asText(metadata["star_step"]),
    starAttempt: asNumber(metadata["star_attempt"]),
    modelName: asText(metadata["ls_model_name"]),
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
