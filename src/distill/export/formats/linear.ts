import { createHash } from "node:crypto";
import { z } from "zod";
import { DIFFICULTIES } from "../../difficulty.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { parseLinear } from "../../transcript/parse-linear.js";
import { type LinearText, renderLinear, renderPrompt } from "../../transcript/render-linear.js";
import type { Format } from "./format.js";
import { rolloutSchema } from "./message-schemas.js";
import {
  EXPORT_SPLITS,
  type PreferencePair,
  type RowRollout,
  type TrainingExample,
  type TrainingPrompt,
} from "./records.js";
import { renderTemplatedPair, toTrainerText } from "./trainer-text.js";

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
const exampleSchema = z.strictObject({
  ...origin,
  ...rolloutSchema,
  text: z.string(),
  spans: z.array(spanSchema),
});
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
 * Linear text of all exported records. No trainer reads it; all other formats are compared with it. Both splits share one file, in
 * the order of the trajectories.
 */
export const linear = {
  name: "linear",
  examples: {
    files: { train: "linear.jsonl", validation: "linear.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, user, split, rollout, linear: { text, spans } }) => ({
      id,
      user,
      split,
      ...rollout,
      text,
      spans,
      sha256: digestOf(id, user, split, text, ...digestedFields(rollout, spans)),
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
        sha256: digestOf(id, user, split, text, ...answer),
      };
    },
    read: (row) => [{ text: promptSchema.parse(row).text, trained: [] }],
  },
  pairs: {
    files: { train: "linear-pairs.jsonl", validation: "linear-pairs.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, user, split, ...pair }) => {
      const [prompt, chosen, rejected] = renderTemplatedPair(pair);
      return {
        id,
        user,
        split,
        prompt: prompt.text,
        chosen: chosen.text,
        rejected: rejected.text,
        sha256: digestOf(id, user, split, prompt.text, chosen.text, rejected.text),
      };
    },
    read: (row) => {
      const { prompt, chosen, rejected } = pairSchema.parse(row);
      const trained = (text: string) => ({ text, trained: [{ start: 0, end: text.length }] });
      return [{ text: prompt, trained: [] }, trained(chosen), trained(rejected)];
    },
  },
  config: () => ({}),
} as const satisfies Format;

/** Hashes all values of a row. If the hash is correct, a trainer's row that differs from this row is the wrong one. */
function digestOf(...values: readonly (string | null)[]): string {
  const hash = createHash("sha256");
  for (const value of values) hash.update(value ?? "").update("\0");
  return hash.digest("hex");
}

/** Values of a conversation that its text does not determine. A single-agent transcript has none: all its turns are trained. */
function digestedFields(rollout: RowRollout | undefined, spans: LinearText["spans"]): string[] {
  if (rollout === undefined) return [];
  const { trajectory, agent, weight } = rollout;
  return [trajectory, agent, String(weight), JSON.stringify(spans)];
}

/** Parses a row of `linear.jsonl`. Of its spans, only the number of assistant turns that are not trained is used. */
export function readExample(row: unknown): TrainingExample {
  const { id, user, split, text, spans, trajectory, agent, weight } = exampleSchema.parse(row);
  const parsed = parseLinear(text);
  const rollout =
    trajectory === undefined || agent === undefined || weight === undefined
      ? undefined
      : { trajectory, agent, weight };
  const conversation =
    rollout === undefined ? parsed : { ...parsed, context: contextOf(parsed.messages, spans) };
  const linear = renderLinear(conversation);
  return { id, user, split, conversation, linear, ...(rollout && { rollout }) };
}

/** Position of the first trained message. An assistant turn has two spans, of which the second is its own text. */
function contextOf(messages: readonly Message[], spans: LinearText["spans"]): number {
  const turns = spans.filter(({ role }) => role === "assistant").filter((_, at) => at % 2 === 1);
  const firstTrained = turns.findIndex(({ trainable }) => trainable);
  const replies = [...messages.keys()].filter((index) => messages[index]?.role === "assistant");
  return replies[firstTrained] ?? -1;
}

/** Parses a row of `linear-prompts.jsonl`. */
export function readPrompt(row: unknown): TrainingPrompt {
  const { text, sha256: _, ...rest } = promptSchema.parse(row);
  return { ...rest, conversation: parsePrompt(text) };
}

/** Parses a row of `linear-pairs.jsonl`. */
export function readPair(row: unknown): PreferencePair {
  const { id, user, split, prompt, chosen, rejected } = pairSchema.parse(row);
  const { tools, messages } = parsePrompt(prompt);
  const continuation = (text: string) => parseLinear(prompt + text).messages.slice(messages.length);
  return {
    id,
    user,
    split,
    tools,
    prompt: messages,
    chosen: continuation(chosen),
    rejected: continuation(rejected),
  };
}

const ASSISTANT_START = "<|im_start|>assistant\n";

/** The inverse of `renderPrompt`. */
function parsePrompt(text: string): Conversation {
  return parseLinear(
    text.endsWith(ASSISTANT_START) ? text.slice(0, -ASSISTANT_START.length) : text,
  );
}
