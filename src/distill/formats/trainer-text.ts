import type { Conversation, Message } from "../linear/conversation.js";
import { renderLinear, renderPrompt, type LinearText } from "../linear/render-linear.js";
import type { TrainerText } from "./format.js";
import type { Pair } from "./records.js";
import { createTextBuilder } from "./text-builder.js";

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
