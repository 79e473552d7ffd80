import { isRecord } from "../../json.js";
import type { MessageRecord } from "../../trajectory/model-call.js";
import type { Message, ToolCall } from "../transcript/conversation.js";

/** Reasons for which a recorded message cannot be written as a chat message. */
export const UNWRITABLE_MESSAGES = [
  /** An image, a file or another block that is not text. */
  "content_blocks",
  /** A search or another tool that the provider ran by itself inside the reply. */
  "provider_tools",
  /** Reasoning apart from the text, which the student's template cannot contain. */
  "reasoning",
  /** A tool call with arguments that are not a JSON object. */
  "invalid_arguments",
  /** A role other than system, user, assistant and tool. */
  "unknown_role",
] as const;
/** One of {@link UNWRITABLE_MESSAGES}. */
export type UnwritableMessage = (typeof UNWRITABLE_MESSAGES)[number];

/** Blocks of a reply that repeat its tool calls. */
const CALL_BLOCKS = new Set(["tool_use", "tool_call", "function_call", "input_json_delta"]);
/** Blocks of a reply that {@link MessageRecord.reasoning} has as text, unless the provider hides it. */
const REASONING_BLOCKS = new Set(["reasoning", "thinking", "redacted_thinking"]);

/**
 * Writes a recorded message as a chat message, with nothing reworded. Several text blocks are joined by newlines, as vLLM and
 * llama.cpp do for templates that print text.
 *
 * @param isReply - True for the output of a call, false for a message of its input.
 */
export function toRowMessage(
  record: MessageRecord,
  { isReply }: { readonly isReply: boolean },
): Message | UnwritableMessage {
  const { role, content: recorded, name = "", reasoning, calls = [] } = record;
  if (role === "other") return "unknown_role";
  const blocks = typeof recorded === "string" ? [] : recorded;
  const unknown = blocks.find((block) => !isReadable(block, role));
  if (unknown !== undefined) return role === "assistant" ? "provider_tools" : "content_blocks";
  const hasReasoning = reasoning !== undefined || blocks.some(isReasoning);
  // LangChain does not send reasoning apart from the text back to the model.
  if (hasReasoning && (isReply || blocks.length > 0)) return "reasoning";
  const content = typeof recorded === "string" ? recorded : textBlocks(recorded).join("\n");
  if (role === "tool") return { role, name, content };
  if (role !== "assistant") return { role, content };
  const written = calls.flatMap(toToolCall);
  if (written.length < calls.length) return "invalid_arguments";
  return written.length === 0 ? { role, content } : { role, content, tool_calls: written };
}

function isReadable({ type, text }: Record<string, unknown>, role: MessageRecord["role"]): boolean {
  if (type === "text") return typeof text === "string";
  if (role !== "assistant" || typeof type !== "string") return false;
  return CALL_BLOCKS.has(type) || REASONING_BLOCKS.has(type);
}

function isReasoning({ type }: Record<string, unknown>): boolean {
  return typeof type === "string" && REASONING_BLOCKS.has(type);
}

function textBlocks(blocks: readonly Record<string, unknown>[]): string[] {
  return blocks.flatMap(({ type, text }) =>
    type === "text" && typeof text === "string" ? [text] : [],
  );
}

function toToolCall(call: NonNullable<MessageRecord["calls"]>[number]): ToolCall[] {
  const { name, arguments: args, invalid } = call;
  if (invalid || !isToolArguments(args)) return [];
  return [{ type: "function", function: { name, arguments: args } }];
}

function isToolArguments(value: unknown): value is ToolCall["function"]["arguments"] {
  return isRecord(value);
}
