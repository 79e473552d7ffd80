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
import { escapeOnce } from "../text/data-text.js";
import type { AnsweringModel } from "./answer.js";

/** The calls of a message. One whose arguments are no JSON is made without any, so that its tool says what it lacks. */
export function callsOf({ tool_calls = [], invalid_tool_calls = [] }: AIMessage): ToolCall[] {
  const broken = invalid_tool_calls.map(({ id = "", name = "" }) => ({ id, name, args: {} }));
  return [...tool_calls, ...broken];
}

/**
 * A conversation in the form of the training text: one call a turn, each followed by its answer, and in tool answers nothing
 * that passes for a tag. Calls that a model makes at once become turns of their own.
 *
 * @param messages - Answers stand behind the message with their calls, in the same order, as LangGraph appends them.
 */
export function toTurns(messages: readonly BaseMessage[]): BaseMessage[] {
  return messages.flatMap((message, place) => {
    if (isToolMessage(message)) return [];
    return isAIMessage(message) ? answeredTurns(message, messages.slice(place + 1)) : [message];
  });
}

function answeredTurns(reply: AIMessage, answers: readonly BaseMessage[]): BaseMessage[] {
  return splitCalls(reply).flatMap((turn, place) => [
    turn,
    ...answers
      .slice(place, place + 1)
      .filter(isToolMessage)
      .map(escapeAnswer),
  ]);
}

/** A message that is in form already stays the object it is: providers keep signatures in it. */
function splitCalls(reply: AIMessage): AIMessage[] {
  const calls = callsOf(reply);
  const isInForm = reply.tool_calls?.length === calls.length && !reply.text.endsWith("\n");
  if (calls.length === 0 || (calls.length === 1 && isInForm)) return [reply];
  // The newline before a call belongs to the template, but servers that cut the call out leave it in the text.
  const text = reply.text.replace(/\n$/, "");
  return calls.map(
    (call, place) => new AIMessage({ content: place === 0 ? text : "", tool_calls: [call] }),
  );
}

/** A student reads text: of an answer in parts, what is text. */
function escapeAnswer({ text, tool_call_id, name, status }: ToolMessage): ToolMessage {
  return new ToolMessage({
    content: escapeOnce(text),
    tool_call_id,
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
  });
}

/** The model with tools to call; as it is where there are none, or it knows none. */
export function bindTools(
  llm: BaseChatModel,
  tools: readonly StructuredToolInterface[],
): AnsweringModel {
  return tools.length === 0 || llm.bindTools === undefined ? llm : llm.bindTools([...tools]);
}

/** Each call goes to the node of its tool; a call of an unknown tool goes to any, which answers that there is none. */
export function sendCalls(
  calls: readonly ToolCall[],
  toolNames: readonly string[],
  state: object,
): Send[] {
  return calls.flatMap((call) => {
    const node = toolNames.find((name) => name === call.name) ?? toolNames[0];
    return node === undefined ? [] : [new Send(node, { ...state, lg_tool_call: call })];
  });
}
