import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../json.js";
import type { MessageRecord } from "../model-call.js";
import {
  isKeptAsJson,
  readMember,
  redactJson,
  redactMembers,
  redactText,
  type Redact,
} from "./redact.js";

/** Copies messages as plain data. */
export interface MessageReader {
  readonly redact: Redact;
  /** The same object for a message that was read before and has not changed, so that a long thread is stored once. */
  read(message: BaseMessage): MessageRecord;
  /** False for a record that lacks values of its message, because JSON cannot hold them. */
  isWhole(record: MessageRecord): boolean;
}

interface Known {
  /** Equal as long as the message is unchanged: nodes may change a message in place. */
  readonly state: string;
  readonly record: MessageRecord;
}

/** Creates a reader that applies `redact` to every text. */
export function createMessageReader(redact: Redact): MessageReader {
  const known = new WeakMap<BaseMessage, Known>();
  const lacking = new WeakSet<MessageRecord>();
  return {
    redact,
    isWhole: (record) => !lacking.has(record),
    read(message) {
      const state = isPlainText(message) ? message.content : undefined;
      const before = known.get(message);
      if (state !== undefined && before?.state === state) return before.record;
      const record = copyMessage(message, redact);
      if (state === undefined && !isKept(message)) lacking.add(record);
      const key = state ?? JSON.stringify(record);
      if (before?.state === key) return before.record;
      known.set(message, { state: key, record });
      return record;
    },
  };
}

/** True if the content is all that a message consists of. */
function isPlainText(message: BaseMessage): message is BaseMessage & { content: string } {
  return typeof message.content === "string" && !AIMessage.isInstance(message);
}

/** Whether JSON holds the content of a message and the arguments of its calls. */
function isKept(message: BaseMessage): boolean {
  if (typeof message.content !== "string" && !isKeptAsJson(message.content)) return false;
  if (!AIMessage.isInstance(message)) return true;
  return (message.tool_calls ?? []).every(({ args }) => isKeptAsJson(args));
}

const ROLES = new Map<string, MessageRecord["role"]>([
  ["human", "user"],
  ["user", "user"],
  ["system", "system"],
  ["developer", "system"],
  ["ai", "assistant"],
  ["assistant", "assistant"],
  ["tool", "tool"],
]);

function copyMessage(message: BaseMessage, redact: Redact): MessageRecord {
  const own: unknown = "role" in message ? message.role : undefined;
  const type = message.getType();
  const role = ROLES.get(type === "generic" && typeof own === "string" ? own : type) ?? "other";
  const name = message.name ?? (role === "other" && typeof own === "string" ? own : "");
  return {
    role,
    content: copyContent(message.content, redact),
    ...(name !== "" && { name: wellFormed(name) }),
    ...(AIMessage.isInstance(message) && copyReply(message, redact)),
    ...(ToolMessage.isInstance(message) && {
      callId: wellFormed(message.tool_call_id),
      ...(message.status === "error" && { status: "error" as const }),
    }),
  };
}

function copyContent(content: unknown, redact: Redact): MessageRecord["content"] {
  if (typeof content === "string") return redactText(content, redact);
  if (!Array.isArray(content))
    return content === null || content === undefined
      ? ""
      : JSON.stringify(redactJson(content, redact));
  if (content.length === 0) return "";
  return content.map((block: unknown) =>
    isRecord(block)
      ? redactMembers(block, redact)
      : { type: "text", text: redactText(block, redact) },
  );
}

function copyReply(reply: AIMessage, redact: Redact) {
  const calls = copyCalls(reply, redact);
  const reasoning = readReasoning(reply);
  return {
    ...(reasoning !== "" && { reasoning: redactText(reasoning, redact) }),
    ...(calls.length > 0 && { calls }),
  };
}

/** Tool calls in order: those with valid arguments, then those that LangChain could not parse. */
function copyCalls(reply: AIMessage, redact: Redact): NonNullable<MessageRecord["calls"]> {
  const valid = (reply.tool_calls ?? []).map(({ id, name, args }) => ({
    id: wellFormed(id),
    name: wellFormed(name),
    arguments: redactJson(args, redact),
    // Servers send null, lists and texts, which LangChain passes on.
    ...(!isRecord(args) && { invalid: true as const }),
  }));
  const broken = (reply.invalid_tool_calls ?? []).map(({ id, name, args }) => ({
    id: wellFormed(id),
    name: wellFormed(name),
    arguments: redactText(args, redact),
    invalid: true as const,
  }));
  return [...valid, ...broken];
}

/** Ids and names are not redacted: they link calls, answers and tools. */
function wellFormed(text: unknown): string {
  return redactText(text, (same) => same);
}

/** Reasoning as OpenAI-compatible servers return it, and as blocks: `reasoning`, `thinking` or a list of summaries. */
function readReasoning({ content, additional_kwargs: extra }: AIMessage): string {
  const apart = readMember(extra, "reasoning_content") ?? readMember(extra, "reasoning");
  if (typeof apart === "string") return apart;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [apart];
  return blocks.flatMap((block) => (isRecord(block) ? reasoningOf(block) : [])).join("\n");
}

function reasoningOf(block: Record<string, unknown>): string[] {
  const [reasoning, thinking, summary] = ["reasoning", "thinking", "summary"].map((key) =>
    readMember(block, key),
  );
  const texts = Array.isArray(summary)
    ? summary.map((part) => (isRecord(part) ? readMember(part, "text") : part))
    : [];
  return [reasoning, thinking, ...texts].filter((text) => typeof text === "string");
}
