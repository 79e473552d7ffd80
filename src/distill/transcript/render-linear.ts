import { writeCall } from "../../text/blocks.js";
import type { Conversation, Message, ToolCall } from "./conversation.js";
import { TURN_END, TURN_START } from "./split-turns.js";
import { formatSystemPrompt } from "./system-prompt.js";

/** A range of linear text that belongs to one message. */
export interface Span {
  /** Offset in UTF-16 code units, as in `String.prototype.slice`. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Role of the message. The text of a tool message is part of a user turn. */
  readonly role: Message["role"];
  /** True for the tokens that a loss is computed on: an assistant's text, its call, and the end of its turn with the newline. */
  readonly trainable: boolean;
}

/** A conversation as one text, with the ranges of its messages. */
export interface LinearText {
  readonly text: string;
  /** In order and without gaps: joined, they cover the whole text. */
  readonly spans: readonly Span[];
}

/**
 * Renders a conversation as the chat template of Qwen3 Instruct-2507 does, with tool calls in hermes format. The text equals
 * the input of such a model at inference time byte for byte.
 *
 * @example
 * ```ts
 * import { renderLinear } from "langgraph-star/export";
 *
 * const { text, spans } = renderLinear({
 *   tools: [],
 *   messages: [
 *     { role: "user", content: "Order these candidates." },
 *     { role: "assistant", content: '<recommend>\n["2", "1"]\n</recommend>' },
 *   ],
 * });
 * const trained = spans.filter(({ trainable }) => trainable);
 * console.log(trained.map(({ start, end }) => text.slice(start, end)));
 * // ['<recommend>\n["2", "1"]\n</recommend><|im_end|>\n']
 * ```
 */
export function renderLinear({ tools, messages, context = 0 }: Conversation): LinearText {
  const spans: Span[] = [];
  let text = "";
  const add = (piece: string, role: Message["role"], trainable: boolean) => {
    spans.push({ start: text.length, end: text.length + piece.length, role, trainable });
    text += piece;
  };
  const system = messages[0]?.role === "system" ? messages[0].content : undefined;
  const systemPrompt = formatSystemPrompt({ system, tools });
  if (systemPrompt !== undefined) add(renderTurn("system", systemPrompt), "system", false);
  for (const [index, message] of messages.entries()) {
    if (message.role === "system" && index === 0) continue;
    if (message.role === "tool") {
      add(renderAnswer(message.content, index, messages), message.role, false);
    } else if (message.role === "assistant") {
      add(`${TURN_START}assistant\n`, message.role, false);
      add(`${message.content}${renderCalls(message)}${TURN_END}\n`, message.role, index >= context);
    } else {
      add(renderTurn(message.role, message.content), message.role, false);
    }
  }
  return { text, spans };
}

/** Prompt for the next assistant turn. It is a prefix of what {@link renderLinear} returns once that turn is added. */
export function renderPrompt(conversation: Conversation): string {
  return `${renderLinear(conversation).text}${TURN_START}assistant\n`;
}

const renderTurn = (role: string, content: string) =>
  `${TURN_START}${role}\n${content}${TURN_END}\n`;

function renderCalls({
  content,
  tool_calls = [],
}: {
  readonly content: string;
  readonly tool_calls?: readonly ToolCall[];
}): string {
  return tool_calls
    .map(({ function: { name, arguments: args } }, index) => {
      const separator = content === "" && index === 0 ? "" : "\n";
      return `${separator}${writeCall(name, args)}`;
    })
    .join("");
}

/** Consecutive tool answers share one user turn. */
function renderAnswer(content: string, index: number, messages: readonly Message[]): string {
  const start = messages[index - 1]?.role === "tool" ? "" : `${TURN_START}user`;
  const end = messages[index + 1]?.role === "tool" ? "" : `${TURN_END}\n`;
  return `${start}\n<tool_response>\n${content}\n</tool_response>${end}`;
}
