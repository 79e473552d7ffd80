import { randomUUID } from "node:crypto";
import type { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import {
  type CompletionResponse,
  type CompletionCall,
  finishReasonOf,
  toUsage,
} from "./completion.js";

/** Fields that are equal in a completion and in all chunks of a stream. */
export interface CompletionHeader {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Creates a header with a globally unique id: clients store messages by it. */
export function createCompletionHeader(model: string): CompletionHeader {
  return { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model };
}

/** Creates the id of a tool call. */
export function createCallId(): string {
  return `call_${randomUUID()}`;
}

/** Converts a model's message to a chat completion. */
export function toCompletion(
  message: AIMessage | AIMessageChunk,
  header: CompletionHeader,
): CompletionResponse {
  const { text, usage_metadata: counted, response_metadata: metadata } = message;
  const calls = toCalls(message);
  const hasCalls = calls.length > 0;
  return {
    ...header,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: hasCalls && text === "" ? null : text,
          refusal: null,
          ...(hasCalls && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(metadata, hasCalls),
      },
    ],
    ...(counted === undefined ? {} : { usage: toUsage(counted) }),
  };
}

/** The tool calls of a message, including those with invalid arguments, so that the client sees the model's output. */
export function toCalls({
  tool_calls = [],
  invalid_tool_calls = [],
}: AIMessage | AIMessageChunk): CompletionCall[] {
  const whole = tool_calls.map(({ id, name, args }) => ({ id, name, args: JSON.stringify(args) }));
  return [...whole, ...invalid_tool_calls].map(({ id, name = "", args = "" }) => ({
    id: id ?? createCallId(),
    type: "function" as const,
    function: { name, arguments: args },
  }));
}
