import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  type InvalidToolCall,
  SystemMessage,
  type ToolCall,
  ToolMessage,
} from "@langchain/core/messages";
import { makeInvalidToolCall } from "@langchain/core/output_parsers/openai_tools";
import { z } from "zod";
import type { HttpError } from "../../http/http-error.js";
import type { ChatMessage } from "./request.js";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;
type RequestCall = NonNullable<AssistantMessage["tool_calls"]>[number];

/**
 * Converts OpenAI messages to LangChain messages. Tool messages get the name of the called tool, which OpenAI's format
 * omits. Returns an error unless the tool messages directly follow the assistant message and answer each of its calls once.
 */
export function toMessages(given: readonly ChatMessage[]): BaseMessage[] | HttpError {
  const messages: BaseMessage[] = [];
  const pending = new Map<string, string>();
  for (const [index, message] of given.entries()) {
    if (message.role === "tool") {
      const name = pending.get(message.tool_call_id);
      if (name === undefined) return unexpectedToolMessage(message.tool_call_id, index);
      pending.delete(message.tool_call_id);
      messages.push(new ToolMessage({ ...message, name }));
      continue;
    }
    const [unanswered] = pending.keys();
    if (unanswered !== undefined) return missingToolMessage(unanswered, index);
    messages.push(toMessage(message));
    for (const call of callsOf(message)) pending.set(call.id, call.function.name);
  }
  const [unanswered] = pending.keys();
  return unanswered === undefined ? messages : missingToolMessage(unanswered, given.length);
}

function callsOf(message: ChatMessage): readonly RequestCall[] {
  return message.role === "assistant" ? (message.tool_calls ?? []) : [];
}

function toMessage(message: Exclude<ChatMessage, { role: "tool" }>): BaseMessage {
  switch (message.role) {
    case "user":
      return new HumanMessage(message.content);
    case "assistant":
      return toAssistantMessage(message);
    default:
      return new SystemMessage(message.content);
  }
}

/** Arguments that are not a JSON object are returned to the model unchanged: it wrote them. */
function toAssistantMessage(message: AssistantMessage): AIMessage {
  const tool_calls: ToolCall[] = [];
  const invalid_tool_calls: InvalidToolCall[] = [];
  for (const call of callsOf(message)) {
    const args = readArguments(call.function.arguments);
    if (args === undefined) invalid_tool_calls.push(makeInvalidToolCall(call, "No JSON object."));
    else tool_calls.push({ type: "tool_call", id: call.id, name: call.function.name, args });
  }
  return new AIMessage({ content: message.content ?? "", tool_calls, invalid_tool_calls });
}

function readArguments(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function unexpectedToolMessage(id: string, index: number): HttpError {
  return {
    errorCode: "REQUEST_INVALID",
    parameter: `messages[${index}].tool_call_id`,
    message: `The message answers the tool call ${JSON.stringify(id)}, but there is no such unanswered call.`,
    remedy: "Send exactly one tool message per call, after the assistant message with the call.",
  };
}

function missingToolMessage(id: string, index: number): HttpError {
  return {
    errorCode: "REQUEST_INVALID",
    parameter: `messages[${index}]`,
    message: `The tool call ${JSON.stringify(id)} has no tool message.`,
    remedy: "Send a tool message for every call directly after the assistant message.",
  };
}
