import { writeCall } from "../../../text/blocks.js";
import { memoizeByObject } from "../../../text/memoize.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { renderLinear, renderPrompt, type LinearText } from "../../transcript/render-linear.js";
import { TURN_END, TURN_START } from "../../transcript/split-turns.js";
import { formatSystemPrompt, type SystemPrompt } from "../../transcript/system-prompt.js";
import type { Range, TrainerText } from "./format.js";
import type { PreferencePair, TrainingExample } from "./records.js";

/** Renders a conversation as a trainer does that applies the student's chat template. */
export function renderTemplated(conversation: Conversation): TrainerText {
  return toTrainerText(renderLinear(conversation));
}

/** Renders the prompt of a rollout as a trainer does that applies the student's chat template. */
export function renderTemplatedPrompt(conversation: Conversation): TrainerText {
  return { text: renderPrompt(conversation), trained: [] };
}

/** Renders prompt, chosen and rejected of a pair in the same way. Both continuations have a loss throughout. */
export function renderTemplatedPair(
  pair: Pick<PreferencePair, "tools" | "prompt" | "chosen" | "rejected">,
): [TrainerText, TrainerText, TrainerText] {
  const { tools, prompt, chosen, rejected } = pair;
  const text = renderPrompt({ tools, messages: prompt });
  const continuation = (messages: readonly Message[]): TrainerText => {
    const whole = renderLinear({ tools, messages: [...prompt, ...messages] });
    return createTextBuilder().addTrained(whole.text.slice(text.length)).build();
  };
  return [{ text, trained: [] }, continuation(chosen), continuation(rejected)];
}

/** Merges the trainable spans of linear text. */
export function toTrainerText({ text, spans }: LinearText): TrainerText {
  const builder = createTextBuilder();
  for (const { start, end, trainable } of spans) {
    const part = text.slice(start, end);
    if (trainable) builder.addTrained(part);
    else builder.addContext(part);
  }
  return builder.build();
}

/** A part of a row for trainers that train every assistant turn. */
export interface RowPart {
  readonly kind: "system" | "user" | "tool" | "assistant";
  /** The content of a message, an assistant turn including its calls, or several messages as the chat template prints them. */
  readonly content: string;
  /** The message, if the part is exactly one. */
  readonly message: Message | undefined;
}

const USER_START = `${TURN_START}user\n`;
const ASSISTANT_START = `${TURN_END}\n${TURN_START}assistant\n`;

/**
 * Splits a row into parts that alternate between what is read and what is trained, after the system prompt. Several messages between
 * two trained turns are one user part: the text of the chat template between the first and the last of them is its content, so that
 * assistant turns in it are read and not trained.
 */
export function toRowParts({ conversation, linear: { text, spans } }: TrainingExample): RowPart[] {
  const { messages, context = 0 } = conversation;
  const parts: RowPart[] = [];
  const trained = spans.filter(({ trainable }) => trainable);
  const system = messages[0]?.role === "system" ? messages[0] : undefined;
  if (system) parts.push({ kind: "system", content: system.content, message: system });
  let read: Message[] = [];
  let end = spans[0]?.role === "system" ? spans[0].end : 0;
  let turn = 0;
  for (const [index, message] of messages.entries()) {
    if (message === system) continue;
    if (message.role !== "assistant" || index < context) {
      read.push(message);
      continue;
    }
    const span = trained[turn++] ?? { start: end, end };
    parts.push(toReadPart(read, text.slice(end, span.start)));
    const content = text.slice(span.start, span.end - `${TURN_END}\n`.length);
    parts.push({ kind: "assistant", content, message });
    read = [];
    end = span.end;
  }
  return parts;
}

function toReadPart(messages: readonly Message[], text: string): RowPart {
  const [only, ...others] = messages;
  if (only !== undefined && others.length === 0 && only.role !== "assistant") {
    return { kind: only.role, content: only.content, message: only };
  }
  const content = text.slice(USER_START.length, -ASSISTANT_START.length);
  return { kind: "user", content, message: undefined };
}

/** {@link toRowParts} as chat messages. */
export function toTrainedMessages(example: TrainingExample): readonly Message[] {
  if ((example.conversation.context ?? 0) === 0) return example.conversation.messages;
  return toRowParts(example).map(({ kind, content, message }) => {
    return message ?? { role: kind === "tool" ? "user" : kind, content };
  });
}

/** Turns as the templates of LLaMA-Factory and ms-swift print them. The result must equal that of the chat template. */
export const chatTurns = {
  /**
   * Both templates print two newlines before the tools, even without a system prompt. Without prompt and tools there is no turn.
   */
  system: ({ system = "", tools }: SystemPrompt) =>
    system === "" && tools.length === 0
      ? ""
      : `${TURN_START}system\n${formatSystemPrompt({ system, tools }) ?? ""}${TURN_END}\n`,
  user: (content: string) => `${TURN_START}user\n${content}${TURN_END}\n${TURN_START}assistant\n`,
  answer: (content: string) =>
    `${TURN_START}user\n<tool_response>\n${content}\n</tool_response>${TURN_END}\n${TURN_START}assistant\n`,
  end: `${TURN_END}\n`,
};

/** An assistant turn whose calls are part of its text, with arguments as JSON text that is printed unchanged. */
export function withCalls(
  content: string,
  calls: readonly { readonly function: { readonly name: string; readonly arguments: string } }[],
): string {
  const written = calls.map(({ function: call }) => writeCall(call.name, call.arguments));
  return [...(content === "" ? [] : [content]), ...written].join("\n");
}

/** Tools as JSON text, which every column type preserves. Computed once per list, since most rows share one. */
export const toolsJson = memoizeByObject((tools: Conversation["tools"]) => JSON.stringify(tools));

/** Concatenates a trainer's text and records which ranges have a loss. */
interface TextBuilder {
  addContext(text: string): TextBuilder;
  addTrained(text: string): TextBuilder;
  build(): TrainerText;
}

/** Creates an empty {@link TextBuilder}. */
export function createTextBuilder(): TextBuilder {
  const trained: Range[] = [];
  const parts: string[] = [];
  let length = 0;
  const add = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  const builder: TextBuilder = {
    addContext(text) {
      add(text);
      return builder;
    },
    addTrained(text) {
      if (text === "") return builder;
      const last = trained.at(-1);
      const adjacent = last?.end === length ? last : undefined;
      if (adjacent !== undefined) trained.pop();
      trained.push({ start: adjacent?.start ?? length, end: length + text.length });
      add(text);
      return builder;
    },
    build: () => ({ text: parts.join(""), trained }),
  };
  return builder;
}
