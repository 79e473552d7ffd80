import { z } from "zod";
import { DIFFICULTIES } from "../../difficulty.js";
import type { ConfigSettings, Format } from "./format.js";
import {
  jsonText,
  messagesSchema,
  promptMessagesSchema,
  rolloutSchema,
  toolListSchema,
} from "./message-schemas.js";
import {
  toolsJson,
  toTrainedMessages,
  renderTemplated,
  renderTemplatedPair,
  renderTemplatedPrompt,
} from "./trainer-text.js";
import { trlScripts } from "./trl-scripts.js";
import { trlStudentScripts } from "./trl-student-scripts.js";

const exampleSchema = z.strictObject({
  id: z.string(),
  messages: messagesSchema,
  tools: jsonText(toolListSchema),
  ...rolloutSchema,
});
const promptSchema = z.strictObject({
  prompt: promptMessagesSchema,
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
  tools: jsonText(toolListSchema),
});

/**
 * TRL: messages with object arguments, tools as JSON text. `assistant_only_loss` masks by TRL's own training template.
 * GRPO takes its tools from the environment, so prompts contain none. DPO and KTO read the same pairs.
 */
export const trl: Format = {
  name: "trl",
  examples: {
    files: { train: "trl/train.jsonl", validation: "trl/validation.jsonl" },
    encoding: "json-lines",
    toRow: (example) => ({
      id: example.id,
      messages: toTrainedMessages(example),
      tools: toolsJson(example.conversation.tools),
      ...example.rollout,
    }),
    read: (row) => [renderTemplated(exampleSchema.parse(row))],
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
    read: (row, tools) => [
      renderTemplatedPrompt({ messages: promptSchema.parse(row).prompt, tools }),
    ],
  },
  pairs: {
    files: { train: "trl/preferences.jsonl", validation: "trl/preferences_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, prompt, chosen, rejected, tools }) => ({
      id,
      prompt,
      chosen,
      rejected,
      tools: toolsJson(tools),
    }),
    read: (row) => renderTemplatedPair(pairSchema.parse(row)),
  },
  config: trlConfig,
};

/** Creates Python scripts that run TRL on the rows of the export. */
function trlConfig(settings: ConfigSettings): Record<string, string> {
  return settings.student === undefined ? trlScripts(settings) : trlStudentScripts(settings);
}
