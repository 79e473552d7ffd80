import { randomUUID } from "node:crypto";
import type { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { type Completion, type CompletionCall, finishReasonOf, toUsage } from "./completion.js";

/** What every part of one answer says of it. */
export interface Heading {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** A heading with an id that no other answer has, in this process or another: clients keep messages by it. */
export function createHeading(model: string): Heading {
  return { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model };
}

export function createCallId(): string {
  return `call_${randomUUID()}`;
}

/** A model's message as a chat completion. */
export function toCompletion(message: AIMessage | AIMessageChunk, heading: Heading): Completion {
  const { text, usage_metadata: counted, response_metadata: metadata } = message;
  const calls = toCalls(message);
  const hasCalls = calls.length > 0;
  return {
    ...heading,
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

/** The calls of a message, those included whose arguments are no JSON: a client is to see what the model wrote. */
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
