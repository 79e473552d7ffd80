import { oncePer } from "../../../text/once-per.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { renderLinear, renderPrompt, type LinearText } from "../../transcript/render-linear.js";
import { TURN_END, TURN_START } from "../../transcript/split-turns.js";
import { writeHead, type Head } from "../../transcript/template-head.js";
import type { Range, TrainerText } from "./format.js";
import type { Pair } from "./records.js";

/**
 * Turns as LLaMA-Factory and ms-swift write them, from templates of their own: the text that is meant to be the chat template's.
 */
export const chatTurns = {
  /** Both put two empty lines before the tools, whether or not there is a system prompt. Without either there is no such turn. */
  system: ({ system = "", tools }: Head) =>
    system === "" && tools.length === 0
      ? ""
      : `${TURN_START}system\n${writeHead({ system, tools }) ?? ""}${TURN_END}\n`,
  user: (content: string) => `${TURN_START}user\n${content}${TURN_END}\n${TURN_START}assistant\n`,
  answer: (content: string) =>
    `${TURN_START}user\n<tool_response>\n${content}\n</tool_response>${TURN_END}\n${TURN_START}assistant\n`,
  end: `${TURN_END}\n`,
};

/** Tools as JSON text, which survives every reader of a column. */
export const toolsText = oncePer((tools: Conversation["tools"]) => JSON.stringify(tools));

/** Linear text as a trainer's: only what is trained, neighbours joined. */
export function toTrainerText({ text, spans }: LinearText): TrainerText {
  const builder = createTextBuilder();
  for (const { start, end, trainable } of spans) {
    const piece = text.slice(start, end);
    if (trainable) builder.train(piece);
    else builder.read(piece);
  }
  return builder.finish();
}

/** What a trainer that applies the student's chat template makes of messages. */
export function templated(conversation: Conversation): TrainerText {
  return toTrainerText(renderLinear(conversation));
}

/** What such a trainer begins a rollout with. */
export function templatedPrompt(conversation: Conversation): TrainerText {
  return { text: renderPrompt(conversation), trained: [] };
}

/** What such a trainer makes of a pair: prompt, chosen, rejected. Of the endings, all is trained. */
export function templatedPair(
  pair: Pick<Pair, "tools" | "prompt" | "chosen" | "rejected">,
): [TrainerText, TrainerText, TrainerText] {
  const { tools, prompt, chosen, rejected } = pair;
  const opening = renderPrompt({ tools, messages: prompt });
  const ending = (messages: readonly Message[]): TrainerText => {
    const { text } = renderLinear({ tools, messages: [...prompt, ...messages] });
    return createTextBuilder().train(text.slice(opening.length)).finish();
  };
  return [{ text: opening, trained: [] }, ending(chosen), ending(rejected)];
}

/** A call as the template prints it, with arguments that are text already: such text is printed as it stands. */
export function writtenCall(name: string, json: string): string {
  return `<tool_call>\n{"name": "${name}", "arguments": ${json}}\n</tool_call>`;
}

/** Puts a trainer's text together. */
export interface TextBuilder {
  /** Text that is read. */
  read(text: string): TextBuilder;
  /** Text that is trained. */
  train(text: string): TextBuilder;
  finish(): TrainerText;
}

export function createTextBuilder(): TextBuilder {
  const trained: Range[] = [];
  const pieces: string[] = [];
  let length = 0;
  const add = (text: string) => {
    pieces.push(text);
    length += text.length;
  };
  const builder: TextBuilder = {
    read(text) {
      add(text);
      return builder;
    },
    train(text) {
      const last = trained.at(-1);
      const joins = last?.end === length ? last : undefined;
      if (joins !== undefined) trained.pop();
      trained.push({ start: joins?.start ?? length, end: length + text.length });
      add(text);
      return builder;
    },
    finish: () => ({ text: pieces.join(""), trained }),
  };
  return builder;
}
