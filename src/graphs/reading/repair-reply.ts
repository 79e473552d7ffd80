import { AIMessage, type BaseMessage, isAIMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { isRecord } from "../../json.js";
import { readOfferedTools } from "../../models/reply/offered-tool.js";
import type { Repair } from "../../models/reply/repair.js";
import { repairMessage } from "../../models/reply/repair-message.js";
import { toToolDefinition } from "../tool-definition.js";

/** A reply as graphs need it, and what was changed for that. */
export interface RepairedReply {
  readonly reply: AIMessage;
  readonly repairs: readonly Repair[];
}

/**
 * Reads thoughts and calls out of the text of a reply, and gives every call an id. Models of `createChatModel` do that themselves; this
 * is for any other chat model.
 *
 * @param messages - The conversation before the reply.
 * @returns The same message if nothing had to be changed: providers keep signatures in it.
 */
export function repairReply(
  reply: AIMessage,
  messages: readonly BaseMessage[],
  tools: readonly StructuredToolInterface[],
): RepairedReply {
  // Content in blocks is a provider's own form, whose LangChain package reads it.
  if (typeof reply.content !== "string") return { reply, repairs: [] };
  const { message, repairs } = repairMessage(toWire(reply), {
    tools: readOfferedTools(tools.map((tool) => toToolDefinition(tool))),
    idsBefore: messages
      .filter(isAIMessage)
      .flatMap(({ tool_calls = [] }) => tool_calls.flatMap(({ id }) => id ?? [])),
  });
  return { reply: repairs.length === 0 ? reply : fromWire(message, reply), repairs };
}

function toWire({ content, tool_calls = [], invalid_tool_calls = [] }: AIMessage) {
  const valid = tool_calls.map(({ id, name, args }) => ({
    id,
    name,
    arguments: JSON.stringify(args),
  }));
  const broken = invalid_tool_calls.map(({ id, name, args }) => ({
    id,
    name,
    arguments: args ?? "",
  }));
  const calls = [...valid, ...broken].map(({ id, ...call }) => ({
    id,
    type: "function",
    function: call,
  }));
  return { role: "assistant", content, ...(calls.length > 0 && { tool_calls: calls }) };
}

function fromWire(message: Readonly<Record<string, unknown>>, reply: AIMessage): AIMessage {
  const { content, reasoning_content: reasoning, tool_calls: given } = message;
  const { id, name, additional_kwargs, response_metadata, usage_metadata } = reply;
  const calls = (Array.isArray(given) ? given : []).flatMap(toCall);
  const isValid = (call: (typeof calls)[number]) => isRecord(call.parsed);
  return new AIMessage({
    content: typeof content === "string" ? content : "",
    tool_calls: calls.filter(isValid).map((call) => ({
      id: call.id,
      name: call.name,
      args: call.parsed as Record<string, unknown>,
      type: "tool_call" as const,
    })),
    invalid_tool_calls: calls
      .filter((call) => !isValid(call))
      .map((call) => ({
        id: call.id,
        name: call.name,
        args: call.args,
        error: "Malformed arguments.",
        type: "invalid_tool_call" as const,
      })),
    additional_kwargs: {
      ...withoutCalls(additional_kwargs),
      ...(typeof reasoning === "string" && { reasoning_content: reasoning }),
    },
    response_metadata,
    ...(usage_metadata !== undefined && { usage_metadata }),
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
  });
}

/** LangChain would read the calls of `additional_kwargs` again. */
function withoutCalls(kwargs: AIMessage["additional_kwargs"]): AIMessage["additional_kwargs"] {
  const { tool_calls: _calls, function_call: _call, ...others } = kwargs;
  return others;
}

function toCall(call: unknown) {
  const inner = isRecord(call) ? call["function"] : undefined;
  if (!isRecord(call) || !isRecord(inner)) return [];
  const args = String(inner["arguments"]);
  return [{ id: String(call["id"]), name: String(inner["name"]), args, parsed: parse(args) }];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
