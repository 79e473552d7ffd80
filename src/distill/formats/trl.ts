import { z } from "zod";
import type { Format } from "./format.js";
import { jsonText, messagesSchema, openingSchema, toolsSchema } from "./message-schemas.js";
import { DIFFICULTIES } from "./records.js";
import { toolsText } from "./tools-text.js";
import { templated, templatedPair, templatedPrompt } from "./trainer-text.js";
import { trlConfig } from "./trl-config.js";

const exampleSchema = z.strictObject({
  id: z.string(),
  messages: messagesSchema,
  tools: jsonText(toolsSchema),
});
const promptSchema = z.strictObject({
  prompt: openingSchema,
  task_id: z.string(),
  ground_truth: z.string(),
  candidates: z.array(z.string()),
  difficulty: z.enum(DIFFICULTIES).optional(),
});
const pairSchema = z.strictObject({
  id: z.string(),
  prompt: messagesSchema,
  chosen: messagesSchema,
  rejected: messagesSchema,
  tools: jsonText(toolsSchema),
});

/**
 * TRL: messages with object arguments, tools as JSON text. `assistant_only_loss` masks by TRL's own training template.
 * GRPO takes its tools from the environment, so prompts carry none. DPO and KTO read the same pairs.
 */
export const trl: Format = {
  name: "trl",
  examples: {
    files: { train: "trl/train.jsonl", validation: "trl/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation: { messages, tools } }) => ({
      id,
      messages,
      tools: toolsText(tools),
    }),
    read: (row) => [templated(exampleSchema.parse(row))],
  },
  prompts: {
    files: { train: "trl/grpo.jsonl", validation: "trl/grpo_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation, groundTruth, candidates, difficulty }) => ({
      prompt: conversation.messages,
      task_id: id,
      ground_truth: groundTruth,
      candidates,
      ...(difficulty !== null && { difficulty }),
    }),
    read: (row, tools) => [templatedPrompt({ messages: promptSchema.parse(row).prompt, tools })],
  },
  pairs: {
    files: { train: "trl/preferences.jsonl", validation: "trl/preferences_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, prompt, chosen, rejected, tools }) => ({
      id,
      prompt,
      chosen,
      rejected,
      tools: toolsText(tools),
    }),
    read: (row) => templatedPair(pairSchema.parse(row)),
  },
  config: trlConfig,
};
