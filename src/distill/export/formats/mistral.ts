import type { Conversation, Message } from "../../transcript/conversation.js";
import type { Format } from "./format.js";
import { openai, OPENAI_FILES, openaiRowSchema } from "./openai.js";
import { renderTemplated } from "./trainer-text.js";
import {
  callsOf,
  fromWireMessages,
  toWireMessages,
  type WireMessage,
  wireMessagesSchema,
} from "./wire-messages.js";

const CALL_ID = /^[a-zA-Z0-9]{9}$/;
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const rowSchema = openaiRowSchema.omit({ parallel_tool_calls: true }).extend({
  messages: wireMessagesSchema.refine(
    (messages) => messages.every(isAccepted),
    "Mistral refuses text beside tool calls, empty turns, and ids of calls other than nine letters and digits",
  ),
});

/**
 * The format `openai` for Mistral's validator, which refuses text beside tool calls. Such a turn is two messages, which mistral-common
 * joins to one turn again before it tokenizes them.
 */
export function createMistralFlavor(): Format {
  return {
    name: openai.name,
    examples: {
      files: OPENAI_FILES,
      encoding: "json-lines",
      toRow: ({ conversation }) => ({
        messages: toWireMessages(conversation, toCallId).flatMap(splitTurn),
        ...(conversation.tools.length > 0 && { tools: conversation.tools }),
      }),
      read: (row) => {
        const { messages, tools = [] } = rowSchema.parse(row);
        return [renderTemplated({ tools, ...fromWireMessages(joinTurns(messages)) })];
      },
    },
    config: openai.config,
  };
}

/**
 * True unless Mistral's validator would refuse a conversation however it is written, or its tokenizer would join two of its turns: two
 * assistant turns in a row, an empty one, or a tool's name with other characters.
 */
export function isWritableForMistral({ messages, tools }: Conversation): boolean {
  const names = [
    ...tools.map((tool) => tool.function.name),
    ...messages.flatMap((message) =>
      message.role === "assistant"
        ? (message.tool_calls ?? []).map((call) => call.function.name)
        : [],
    ),
  ];
  return names.every((name) => TOOL_NAME.test(name)) && messages.every(isSeparateTurn);
}

function isSeparateTurn(message: Message, index: number, messages: readonly Message[]): boolean {
  if (message.role !== "assistant") return true;
  const isEmpty = message.content === "" && message.tool_calls === undefined;
  return !isEmpty && messages[index + 1]?.role !== "assistant";
}

/** `call00001`. */
function toCallId(number: number): string {
  return `call${String(number).padStart(5, "0")}`;
}

function splitTurn(message: WireMessage): WireMessage[] {
  if (message.role !== "assistant" || !("tool_calls" in message) || message.content === "")
    return [message];
  const { tool_calls: _, ...text } = message;
  return [text, { ...message, content: "" }];
}

/** The inverse of {@link splitTurn}. */
function joinTurns(messages: readonly WireMessage[]): WireMessage[] {
  const joined: WireMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    const isHalf = before?.role === "assistant" && message.role === "assistant";
    if (isHalf && before.weight === message.weight)
      joined[joined.length - 1] = { ...message, content: before.content };
    else joined.push(message);
  }
  return joined;
}

function isAccepted(message: WireMessage): boolean {
  if (message.role === "tool") return CALL_ID.test(message.tool_call_id);
  if (message.role !== "assistant") return true;
  const calls = callsOf(message);
  return (message.content === "") === calls.length > 0 && calls.every(({ id }) => CALL_ID.test(id));
}
