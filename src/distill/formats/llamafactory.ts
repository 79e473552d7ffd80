import { z } from "zod";
import { TURN_END } from "../linear/split-turns.js";
import { chatTurns } from "./chat-turns.js";
import type { Format } from "./format.js";
import { llamafactoryConfig } from "./llamafactory-config.js";
import { jsonText, toolsSchema } from "./message-schemas.js";
import type { Example } from "./records.js";
import { createTextBuilder } from "./text-builder.js";
import { toolsText } from "./tools-text.js";

const turn = <From extends string>(from: From) =>
  z.strictObject({ from: z.literal(from), value: z.string() });

const rowSchema = z.strictObject({
  id: z.string(),
  conversations: z
    .array(z.union([turn("human"), turn("observation"), turn("gpt")]))
    .refine(alternates, "LLaMA-Factory skips it: what is read and what is written must alternate"),
  system: z.string(),
  tools: z.union([z.literal("").transform(() => []), jsonText(toolsSchema)]),
});

function alternates(turns: readonly { readonly from: string }[]): boolean {
  return (
    turns.length % 2 === 0 &&
    turns.every(({ from }, place) => (from === "gpt") === (place % 2 === 1))
  );
}

/**
 * LLaMA-Factory, its sharegpt form. An assistant's turn is one raw text with its call inside: the form with calls of their own
 * loses the text before them.
 */
export const llamafactory: Format = {
  name: "llamafactory",
  examples: {
    files: {
      train: "llamafactory/star_sft.json",
      validation: "llamafactory/star_sft_validation.json",
    },
    encoding: "json-list",
    toRow: (example) => ({
      id: example.id,
      conversations: toTurns(example),
      system: systemOf(example),
      // An empty list of tools would make it print an empty system prompt.
      tools: hasTools(example) ? toolsText(example.conversation.tools) : "",
    }),
    read: (row) => {
      const { conversations, system, tools } = rowSchema.parse(row);
      const builder = createTextBuilder().read(chatTurns.system({ system, tools }));
      for (const { from, value } of conversations) {
        if (from === "gpt") builder.train(value + chatTurns.end);
        else if (from === "human") builder.read(chatTurns.user(value));
        else builder.read(chatTurns.answer(value));
      }
      return [builder.finish()];
    },
  },
  config: llamafactoryConfig,
};

const hasTools = ({ conversation }: Example) => conversation.tools.length > 0;

function systemOf({ conversation: { messages } }: Example): string {
  return messages.find(({ role }) => role === "system")?.content ?? "";
}

function toTurns({ conversation, linear: { text, spans } }: Example) {
  const written = spans.filter(({ trainable }) => trainable);
  let turn = 0;
  const spoken = conversation.messages.filter(({ role }) => role !== "system");
  return spoken.map(({ role, content }) => {
    if (role === "user") return { from: "human", value: content };
    if (role === "tool") return { from: "observation", value: content };
    const { start, end } = written[turn++] ?? { start: 0, end: 0 };
    return { from: "gpt", value: text.slice(start, end - `${TURN_END}\n`.length) };
  });
}
