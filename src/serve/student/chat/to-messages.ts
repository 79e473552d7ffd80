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
import type { Refusal } from "../../http/refusal.js";
import type { ChatMessage } from "./request.js";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;
type WrittenCall = NonNullable<AssistantMessage["tool_calls"]>[number];

/**
 * A client's conversation in LangChain's form. Tool answers get the name of the tool that was called, which OpenAI's form
 * leaves out. Every call must be answered, and nothing else may be, before anything else is said.
 */
export function toMessages(given: readonly ChatMessage[]): BaseMessage[] | Refusal {
  const messages: BaseMessage[] = [];
  const open = new Map<string, string>();
  for (const [place, message] of given.entries()) {
    if (message.role === "tool") {
      const name = open.get(message.tool_call_id);
      if (name === undefined) return notCalled(message.tool_call_id, place);
      open.delete(message.tool_call_id);
      messages.push(new ToolMessage({ ...message, name }));
      continue;
    }
    const [unanswered] = open.keys();
    if (unanswered !== undefined) return notAnswered(unanswered, place);
    messages.push(toMessage(message));
    for (const call of callsOf(message)) open.set(call.id, call.function.name);
  }
  const [unanswered] = open.keys();
  return unanswered === undefined ? messages : notAnswered(unanswered, given.length);
}

function callsOf(message: ChatMessage): readonly WrittenCall[] {
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

/** Arguments that are no JSON object were written by the model as they are, and go back to it as they are. */
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

function notCalled(id: string, place: number): Refusal {
  return {
    refused: "REQUEST_INVALID",
    parameter: `messages[${place}].tool_call_id`,
    message: `The message answers the call ${JSON.stringify(id)}, but no such call waits for an answer.`,
    remedy: "Put a tool's answer behind the assistant's message with its call, once.",
  };
}

function notAnswered(id: string, place: number): Refusal {
  return {
    refused: "REQUEST_INVALID",
    parameter: `messages[${place}]`,
    message: `The call ${JSON.stringify(id)} has no answer.`,
    remedy: "Answer every call of an assistant's message with a tool message right behind it.",
  };
}
