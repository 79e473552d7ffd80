import { createHash } from "node:crypto";
import { z } from "zod";
import type { Conversation } from "../../transcript/conversation.js";
import { parseLinear } from "../../transcript/parse-linear.js";
import { renderLinear, renderPrompt } from "../../transcript/render-linear.js";
import type { Format } from "./format.js";
import { DIFFICULTIES, EXPORT_SPLITS, type Example, type Pair, type Prompt } from "./records.js";
import { templatedPair, toTrainerText } from "./trainer-text.js";

const origin = {
  id: z.string(),
  user: z.string().nullable(),
  split: z.enum(EXPORT_SPLITS),
  sha256: z.string(),
};
const spanSchema = z.strictObject({
  start: z.int().min(0),
  end: z.int().min(0),
  role: z.enum(["system", "user", "assistant", "tool"]),
  trainable: z.boolean(),
});
/** Of all that a row says, so that a row which was changed can be told from a trainer's row which was. */
function seal(...parts: readonly (string | null)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part ?? "").update("\0");
  return hash.digest("hex");
}

const exampleSchema = z.strictObject({ ...origin, text: z.string(), spans: z.array(spanSchema) });
const promptSchema = z.strictObject({
  ...origin,
  text: z.string(),
  groundTruth: z.string(),
  candidates: z.array(z.string()),
  difficulty: z.enum(DIFFICULTIES).nullable(),
});
const pairSchema = z.strictObject({
  ...origin,
  prompt: z.string(),
  chosen: z.string(),
  rejected: z.string(),
});

/**
 * The text of everything that is exported, for nobody to train on: what all other formats are compared with. Both splits share
 * a file, in the order in which the trajectories stood.
 */
export const linear = {
  name: "linear",
  examples: {
    files: { train: "linear.jsonl", validation: "linear.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, user, split, linear: { text, spans } }) => ({
      id,
      user,
      split,
      text,
      spans,
      sha256: seal(id, user, split, text),
    }),
    read: (row) => [toTrainerText(exampleSchema.parse(row))],
  },
  prompts: {
    files: { train: "linear-prompts.jsonl", validation: "linear-prompts.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, user, split, conversation, groundTruth, candidates, difficulty }) => {
      const text = renderPrompt(conversation);
      const answer = [groundTruth, JSON.stringify(candidates), difficulty];
      return {
        id,
        user,
        split,
        text,
        groundTruth,
        candidates,
        difficulty,
        sha256: seal(id, user, split, text, ...answer),
      };
    },
    read: (row) => [{ text: promptSchema.parse(row).text, trained: [] }],
  },
  pairs: {
    files: { train: "linear-pairs.jsonl", validation: "linear-pairs.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, user, split, ...pair }) => {
      const [prompt, chosen, rejected] = templatedPair(pair);
      return {
        id,
        user,
        split,
        prompt: prompt.text,
        chosen: chosen.text,
        rejected: rejected.text,
        sha256: seal(id, user, split, prompt.text, chosen.text, rejected.text),
      };
    },
    read: (row) => {
      const { prompt, chosen, rejected } = pairSchema.parse(row);
      const ending = (text: string) => ({ text, trained: [{ start: 0, end: text.length }] });
      return [{ text: prompt, trained: [] }, ending(chosen), ending(rejected)];
    },
  },
  config: () => ({}),
} as const satisfies Format;

/** The example that a row of `linear.jsonl` was written from. Its spans are those of the text, whatever the row's are. */
export function readExample(row: unknown): Example {
  const { id, user, split, text } = exampleSchema.parse(row);
  const conversation = parseLinear(text);
  return { id, user, split, conversation, linear: renderLinear(conversation) };
}

/** The prompt that a row of `linear-prompts.jsonl` was written from. */
export function readPrompt(row: unknown): Prompt {
  const { text, sha256: _, ...rest } = promptSchema.parse(row);
  return { ...rest, conversation: parseOpening(text) };
}

/** The pair that a row of `linear-pairs.jsonl` was written from. */
export function readPair(row: unknown): Pair {
  const { id, user, split, prompt, chosen, rejected } = pairSchema.parse(row);
  const { tools, messages } = parseOpening(prompt);
  const ending = (text: string) => parseLinear(prompt + text).messages.slice(messages.length);
  return {
    id,
    user,
    split,
    tools,
    prompt: messages,
    chosen: ending(chosen),
    rejected: ending(rejected),
  };
}

/** The inverse of `renderPrompt`. */
function parseOpening(text: string): Conversation {
  return parseLinear(text.endsWith(TURN) ? text.slice(0, -TURN.length) : text);
}

const TURN = "<|im_start|>assistant\n";
