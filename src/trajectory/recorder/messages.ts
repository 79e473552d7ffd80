import { AIMessage, ToolMessage, isBaseMessage } from "@langchain/core/messages";
import type { Run } from "@langchain/core/tracers/base";
import { isRecord } from "../../json.js";
import type { MessageRecord, ModelCallRecord } from "../model-call.js";
import type { Trajectory } from "../trajectory.js";
import { textOf } from "../message-text.js";
import { REPAIRS, type RepairRecord } from "../repairs.js";
import type { MessageReader } from "./message-reader.js";
import { readFinishReason, readRepairs, readSampledTokens } from "./generation.js";
import { readMember, redactText, type RecordedArguments } from "./redact.js";

/** A tool's answer as the model reads it. */
export interface RecordedAnswer {
  /** The provider's id of the call. */
  readonly rawCallId: string;
  readonly name: string;
  readonly content: string;
  readonly status: "success" | "error";
}

type RecordedCall = NonNullable<MessageRecord["calls"]>[number];

/** A tool call in a model's reply. */
interface ModelCall {
  readonly rawCallId: string;
  readonly name: string;
  readonly arguments: RecordedArguments;
}

/** The reply of one model call, with its cost. */
export interface ModelReply {
  readonly message: MessageRecord;
  readonly text: string;
  readonly calls: readonly ModelCall[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelName: string | undefined;
  readonly finishReason: string | null;
  readonly sampled: ModelCallRecord["sampled"];
  /** What the model or the graph repaired. */
  readonly repairs: readonly RepairRecord[];
  /** Why the graph could not read the reply; undefined if it could, or did not say. */
  readonly unreadable: string | undefined;
  /** False if values of the message are lost, because JSON cannot hold them. */
  readonly isWhole: boolean;
}

/** Reads the messages that a model run was given, in order. */
export function readModelInput(run: Run, reader: MessageReader): readonly MessageRecord[] {
  const { messages, prompts } = run.inputs;
  if (Array.isArray(prompts)) {
    return [{ role: "user", content: redactText(prompts[0], reader.redact) }];
  }
  const conversation: unknown[] = Array.isArray(messages) ? messages.flat() : [];
  return conversation.filter(isBaseMessage).map((message) => reader.read(message));
}

/** Messages before the first reply, as text. */
export function promptOf(input: readonly MessageRecord[]): Trajectory["prompt"] {
  const firstReply = input.findIndex(({ role }) => role === "assistant" || role === "tool");
  return (firstReply === -1 ? input : input.slice(0, firstReply)).map((message) => ({
    role: message.role === "system" ? "system" : "user",
    content: textOf(message),
  }));
}

/** Tool answers after the last reply. */
export function answersOf(input: readonly MessageRecord[]): RecordedAnswer[] {
  const recent = input.slice(input.findLastIndex(({ role }) => role === "assistant") + 1);
  return recent.filter(({ role }) => role === "tool").map(toAnswer);
}

/** Reads the reply of a model run; undefined when there is none. */
export function readModelReply(run: Run, reader: MessageReader): ModelReply | undefined {
  const generation: unknown = run.outputs?.["generations"]?.[0]?.[0];
  if (!isRecord(generation)) return undefined;
  const given = generation["message"];
  const reply = AIMessage.isInstance(given) ? given : undefined;
  const message: MessageRecord =
    reply === undefined
      ? { role: "assistant", content: redactText(generation["text"], reader.redact) }
      : reader.read(reply);
  const modelName: unknown = reply?.response_metadata["model_name"];
  return {
    ...contentOf(message),
    repairs: readRepairs(reply?.response_metadata[REPAIRS], reader.redact),
    unreadable: undefined,
    inputTokens: countTokens(reply?.usage_metadata, "input_tokens"),
    outputTokens: countTokens(reply?.usage_metadata, "output_tokens"),
    modelName: typeof modelName === "string" ? modelName : undefined,
    finishReason: readFinishReason(generation),
    sampled: readSampledTokens(generation),
    isWhole: reader.isWhole(message),
  };
}

/** A reply with another message, such as a repaired one, in its place. */
export function withMessage(reply: ModelReply, message: MessageRecord): ModelReply {
  return { ...reply, ...contentOf(message) };
}

function contentOf(message: MessageRecord): Pick<ModelReply, "message" | "text" | "calls"> {
  return {
    message,
    text: textOf(message),
    calls: (message.calls ?? []).map(toModelCall),
  };
}

/** Arguments that are not an object are kept as their JSON text. */
function toModelCall({ id, name, arguments: args, invalid }: RecordedCall): ModelCall {
  if (!invalid && isRecord(args)) return { rawCallId: id, name, arguments: args };
  return { rawCallId: id, name, arguments: typeof args === "string" ? args : JSON.stringify(args) };
}

function countTokens(usage: unknown, key: string): number {
  const tokens = isRecord(usage) ? usage[key] : undefined;
  return typeof tokens === "number" && tokens > 0 ? Math.round(tokens) : 0;
}

/** Finds tool answers in the output of a node or a tool: a message, a list, a state update or a `Command`. */
export function findToolAnswers(
  value: unknown,
  reader: MessageReader,
  depth = 4,
): RecordedAnswer[] {
  if (ToolMessage.isInstance(value)) return [toAnswer(reader.read(value))];
  if (depth === 0 || typeof value !== "object" || value === null || isBaseMessage(value)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((entry) => findToolAnswers(entry, reader, depth - 1));
  }
  const members =
    "lg_name" in value && "update" in value ? [readMember(value, "update")] : plainMembers(value);
  return members.flatMap((member) => findToolAnswers(member, reader, depth - 1));
}

/** Members of plain objects only: those of other objects can be large, lazy or private. */
function plainMembers(value: object): unknown[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return [];
  return Object.keys(value).map((key) => readMember(value, key));
}

function toAnswer(message: MessageRecord): RecordedAnswer {
  const { content, callId: rawCallId = "", name = "", status = "success" } = message;
  const text = textOf(message);
  const hasOtherBlocks = text === "" && content.length > 0;
  return { rawCallId, name, content: hasOtherBlocks ? JSON.stringify(content) : text, status };
}
