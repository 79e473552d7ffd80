import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  type ToolCall,
  AIMessage,
  isAIMessage,
  isToolMessage,
  ToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { Send } from "@langchain/langgraph";
import { isRecord } from "../json.js";
import { escapeOnce } from "../text/data-text.js";
import type { AnsweringModel } from "./answering-model.js";
import { toToolDefinition } from "./tool-definition.js";

/** The calls of a message. A call whose arguments are not JSON gets empty arguments, so that its tool reports what is missing. */
export function listToolCalls({ tool_calls = [], invalid_tool_calls = [] }: AIMessage): ToolCall[] {
  const broken = invalid_tool_calls.map(({ id = "", name = "" }) => ({ id, name, args: {} }));
  return [...tool_calls, ...broken];
}

/** Whether every call has an id of its own and arguments that are an object. */
export function areWellFormed(calls: readonly ToolCall[]): boolean {
  const ids = new Set(calls.map(({ id }) => id ?? ""));
  return ids.size === calls.length && !ids.has("") && calls.every(({ args }) => isRecord(args));
}

/**
 * A conversation in the form of the training text: one call per turn, each followed by its answer, and tags in tool answers
 * escaped. Parallel calls become separate turns.
 *
 * @param messages - Answers follow the message with their calls in the same order, as LangGraph appends them.
 */
export function toTrainingTurns(messages: readonly BaseMessage[]): BaseMessage[] {
  return messages.flatMap((message, index) => {
    if (isToolMessage(message)) return [];
    return isAIMessage(message) ? answeredTurns(message, messages.slice(index + 1)) : [message];
  });
}

function answeredTurns(reply: AIMessage, answers: readonly BaseMessage[]): BaseMessage[] {
  return splitCalls(reply).flatMap((turn, index) => [
    turn,
    ...answers
      .slice(index, index + 1)
      .filter(isToolMessage)
      .map(escapeAnswer),
  ]);
}

/** A message that already has the right form is not copied: providers keep signatures in it. */
function splitCalls(reply: AIMessage): AIMessage[] {
  const calls = listToolCalls(reply);
  const hasTrainingForm = reply.tool_calls?.length === calls.length && !reply.text.endsWith("\n");
  if (calls.length === 0 || (calls.length === 1 && hasTrainingForm)) return [reply];
  // The newline before a call belongs to the template, but servers that extract the call leave it in the text.
  const text = reply.text.replace(/\n$/, "");
  return calls.map(
    (call, index) => new AIMessage({ content: index === 0 ? text : "", tool_calls: [call] }),
  );
}

/** A conversation with markup in tool answers escaped. Messages without any are not copied. */
export function escapeToolAnswers(messages: readonly BaseMessage[]): BaseMessage[] {
  return messages.map((message) => {
    if (!isToolMessage(message) || escapeOnce(message.text) === message.text) return message;
    const { id, name, tool_call_id, status, content } = message;
    return new ToolMessage({
      content: typeof content === "string" ? escapeOnce(content) : content.map(escapeBlock),
      tool_call_id,
      ...(id !== undefined && { id }),
      ...(name !== undefined && { name }),
      ...(status !== undefined && { status }),
    });
  });
}

type ContentBlock = Exclude<ToolMessage["content"], string>[number];

function escapeBlock(block: ContentBlock): ContentBlock {
  return block.type === "text" && typeof block["text"] === "string"
    ? { ...block, text: escapeOnce(block["text"]) }
    : block;
}

/** The text parts of an answer, escaped: students read text only. */
function escapeAnswer({ text, tool_call_id, name, status }: ToolMessage): ToolMessage {
  return new ToolMessage({
    content: escapeOnce(text),
    tool_call_id,
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
  });
}

/** The model with bound tools, or the model itself when there are none or it does not support tools. */
export function bindTools(
  llm: BaseChatModel,
  tools: readonly StructuredToolInterface[],
): AnsweringModel {
  return tools.length === 0 || llm.bindTools === undefined
    ? llm
    : llm.bindTools(tools.map(toToolDefinition));
}

/** Sends each call to the node of its tool. An unknown tool's call goes to the first node, which answers with an error. */
export function sendToolCalls(
  calls: readonly ToolCall[],
  toolNames: readonly string[],
  state: object,
): Send[] {
  return calls.flatMap((call) => {
    const node = toolNames.find((name) => name === call.name) ?? toolNames[0];
    return node === undefined ? [] : [new Send(node, { ...state, lg_tool_call: call })];
  });
}
