import { z } from "zod";

const NO_TEXT =
  "Expected text: a string, or a list of parts of type text. Images, audio and files cannot be read.";

const TEXT_ONLY = "Answers are text.";

const content = z
  .union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() })).min(1)], {
    error: NO_TEXT,
  })
  .transform((given) =>
    typeof given === "string" ? given : given.map(({ text }) => text).join(""),
  );

const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.object({
    name: z.string().min(1),
    arguments: z.string().describe("A JSON object as text."),
  }),
});

const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content }),
  z.object({ role: z.literal("developer"), content }),
  z.object({ role: z.literal("user"), content }),
  z.object({
    role: z.literal("assistant"),
    content: content.nullish(),
    tool_calls: z.array(toolCall).nullish(),
  }),
  z.object({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);
export type ChatMessage = z.infer<typeof message>;

const tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/, "Expected 1 to 64 letters, digits, _ and -."),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional().describe("A JSON schema."),
    strict: z.boolean().nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
]);

const anything = z.unknown().optional().describe("Accepted and ignored.");

/** Accepted whatever they hold, because an answer without them is no wrong answer. */
export const IGNORED = {
  frequency_penalty: anything,
  presence_penalty: anything,
  parallel_tool_calls: anything,
  reasoning_effort: anything,
  verbosity: anything,
  metadata: anything,
  store: anything,
  user: anything,
  safety_identifier: anything,
  prompt_cache_key: anything,
  prompt_cache_retention: anything,
  service_tier: anything,
};

/** A chat-completions request. What is not listed is refused: it might change what an answer means. */
export const chatRequestSchema = z.strictObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({
      include_usage: z.boolean().nullish(),
      include_obfuscation: z.boolean().nullish(),
    })
    .nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.int().nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(4)]).nullish(),
  // What would promise more than an answer here has: only the value that promises nothing.
  n: z.literal(1, "There is one choice: n can only be 1.").nullish(),
  logprobs: z.literal(false, "There are no log-probabilities.").nullish(),
  logit_bias: z.strictObject({}, "Tokens cannot be weighed.").nullish(),
  response_format: z.strictObject({ type: z.literal("text", TEXT_ONLY) }).nullish(),
  modalities: z.tuple([z.literal("text", TEXT_ONLY)], TEXT_ONLY).nullish(),
  ...IGNORED,
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;
