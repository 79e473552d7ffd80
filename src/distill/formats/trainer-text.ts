import type { Conversation, Message } from "../linear/conversation.js";
import { renderLinear, renderPrompt, type LinearText } from "../linear/render-linear.js";
import type { Range, TrainerText } from "./format.js";
import type { Pair } from "./records.js";

/** Linear text as a trainer's: only what is trained, neighbours joined. */
export function toTrainerText({ text, spans }: LinearText): TrainerText {
  const trained: Range[] = [];
  for (const { start, end, trainable } of spans) {
    const last = trained.at(-1);
    if (!trainable) continue;
    if (last?.end === start) trained[trained.length - 1] = { start: last.start, end };
    else trained.push({ start, end });
  }
  return { text, trained };
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
export function templatedPair(pair: Pick<Pair, "tools" | "prompt" | "chosen" | "rejected">) {
  const { tools, prompt, chosen, rejected } = pair;
  const opening = renderPrompt({ tools, messages: prompt });
  const ending = (messages: readonly Message[]): TrainerText => {
    const { text } = renderLinear({ tools, messages: [...prompt, ...messages] });
    const rest = text.slice(opening.length);
    return { text: rest, trained: [{ start: 0, end: rest.length }] };
  };
  return [{ text: opening, trained: [] }, ending(chosen), ending(rejected)];
}
