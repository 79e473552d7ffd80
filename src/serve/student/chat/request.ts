import { z } from "zod";

const TEXT_EXPECTED =
  "Expected text: a string, or a list of parts of type text. Images, audio and files are not supported.";

const TEXT_ONLY = "Only text output is supported.";

const content = z
  .union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() })).min(1)], {
    error: TEXT_EXPECTED,
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
/** A message of a chat request; content parts are joined to one string. */
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

const ignored = z.unknown().optional().describe("Accepted and ignored.");

/** Parameters that are accepted with any value and ignored, because the response is correct without them. */
export const IGNORED = {
  frequency_penalty: ignored,
  presence_penalty: ignored,
  parallel_tool_calls: ignored,
  reasoning_effort: ignored,
  verbosity: ignored,
  metadata: ignored,
  store: ignored,
  user: ignored,
  safety_identifier: ignored,
  prompt_cache_key: ignored,
  prompt_cache_retention: ignored,
  service_tier: ignored,
};

/** A chat-completions request. Unknown parameters are rejected, because they could change the meaning of the response. */
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
  // Unsupported features: only the neutral value is accepted.
  n: z.literal(1, "Only one choice is supported: n must be 1.").nullish(),
  logprobs: z.literal(false, "Log-probabilities are not supported.").nullish(),
  logit_bias: z.strictObject({}, "Token biases are not supported.").nullish(),
  response_format: z.strictObject({ type: z.literal("text", TEXT_ONLY) }).nullish(),
  modalities: z.tuple([z.literal("text", TEXT_ONLY)], TEXT_ONLY).nullish(),
  ...IGNORED,
});
/** See {@link chatRequestSchema}. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;
