import { writeCall } from "../../text/blocks.js";
import type { Conversation, Message, ToolCall } from "./conversation.js";
import { TURN_END, TURN_START } from "./split-turns.js";
import { writeHead } from "./template-head.js";

/** A stretch of linear text. */
export interface Span {
  /** Offsets in UTF-16 code units, as `String.prototype.slice` takes them; `end` is not included. */
  readonly start: number;
  readonly end: number;
  /** Whose message it belongs to. A tool's answer stands in a turn of the user. */
  readonly role: Message["role"];
  /** True for what an assistant writes: its text, its call, the end of its turn and the newline after it. */
  readonly trainable: boolean;
}

export interface LinearText {
  readonly text: string;
  /** One after the other without gaps: together they are the whole text. */
  readonly spans: readonly Span[];
}

/**
 * A conversation as the chat template of Qwen3 Instruct-2507 renders it, with hermes tool calls: byte for byte what a server
 * feeds such a model, so what a student reads in training is what it will read when it is asked.
 */
export function renderLinear({ tools, messages }: Conversation): LinearText {
  const spans: Span[] = [];
  let text = "";
  const add = (piece: string, role: Message["role"], trainable: boolean) => {
    spans.push({ start: text.length, end: text.length + piece.length, role, trainable });
    text += piece;
  };
  const system = messages[0]?.role === "system" ? messages[0].content : undefined;
  const head = writeHead({ system, tools });
  if (head !== undefined) add(renderTurn("system", head), "system", false);
  for (const [place, message] of messages.entries()) {
    if (message.role === "system" && place === 0) continue;
    if (message.role === "tool") {
      add(renderAnswer(message.content, place, messages), message.role, false);
    } else if (message.role === "assistant") {
      add(`${TURN_START}assistant\n`, message.role, false);
      add(`${message.content}${renderCall(message)}${TURN_END}\n`, message.role, true);
    } else {
      add(renderTurn(message.role, message.content), message.role, false);
    }
  }
  return { text, spans };
}

/** What a server is sent for the next turn: always the beginning of what {@link renderLinear} writes once that turn is there. */
export function renderPrompt(conversation: Conversation): string {
  return `${renderLinear(conversation).text}${TURN_START}assistant\n`;
}

const renderTurn = (role: string, content: string) =>
  `${TURN_START}${role}\n${content}${TURN_END}\n`;

function renderCall({
  content,
  tool_calls,
}: {
  readonly content: string;
  readonly tool_calls?: readonly [ToolCall];
}): string {
  if (tool_calls === undefined) return "";
  const { name, arguments: given } = tool_calls[0].function;
  return `${content === "" ? "" : "\n"}${writeCall(name, given)}`;
}

/** Answers that follow one another share a turn. */
function renderAnswer(content: string, place: number, messages: readonly Message[]): string {
  const opens = messages[place - 1]?.role === "tool" ? "" : `${TURN_START}user`;
  const closes = messages[place + 1]?.role === "tool" ? "" : `${TURN_END}\n`;
  return `${opens}\n<tool_response>\n${content}\n</tool_response>${closes}`;
}
