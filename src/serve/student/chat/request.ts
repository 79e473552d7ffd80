import { z } from "zod";
import { isRecord } from "../../../json.js";

const TEXT_EXPECTED =
  "Expected text: a string, or a list of parts of type text. Images, audio and files are not supported.";

const TEXT_ONLY = "Only text output is supported.";
const TOOLS_ONLY = "Functions are not supported: use tools and tool_choice.";

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
    content: z.preprocess((given) => (isUnset(given) ? null : given), content.nullish()),
    tool_calls: z.array(toolCall).nullish(),
    // Dropping a call or a spoken answer would change the conversation.
    function_call: z.null(TOOLS_ONLY).optional(),
    audio: z.null(TEXT_ONLY).optional(),
  }),
  z.object({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);
/** A message of a chat request; content parts are joined to one string. */
export type ChatMessage = z.infer<typeof message>;

const tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/, "Expected 1 to 64 letters, digits, _ and -."),
    description: z.string().nullish().transform(orUndefined),
    parameters: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform(orUndefined)
      .describe("A JSON schema."),
    strict: z.boolean().nullish().transform(orUndefined),
  }),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
]);

function orUndefined<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}

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
  prompt_cache_options: ignored,
  prompt_cache_retention: ignored,
  service_tier: ignored,
};

const parameters = z.strictObject({
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
  response_format: z.object({ type: z.literal("text", TEXT_ONLY) }).nullish(),
  modalities: z.tuple([z.literal("text", TEXT_ONLY)], TEXT_ONLY).nullish(),
  top_logprobs: z.literal(0, "Log-probabilities are not supported.").nullish(),
  functions: z.tuple([], TOOLS_ONLY).nullish(),
  function_call: z.enum(["none", "auto"], TOOLS_ONLY).nullish(),
  audio: z.null(TEXT_ONLY).optional(),
  prediction: z.null("Predicted output is not supported.").optional(),
  moderation: z.null("Moderation is not supported.").optional(),
  web_search_options: z.null("Web search is not supported.").optional(),
  ...IGNORED,
});

const REQUIRED = ["model", "messages"];

/** Clients that write every field of a request write null or something empty for those that are not set. */
function isUnset(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function withoutUnset(body: unknown): unknown {
  if (!isRecord(body)) return body;
  const set = Object.entries(body).filter(
    ([name, value]) => REQUIRED.includes(name) || !isUnset(value),
  );
  return Object.fromEntries(set);
}

/**
 * A chat-completions request. Parameters that are null or empty are treated as absent. Unknown parameters are rejected, because
 * they could change the meaning of the response.
 */
export const chatRequestSchema = z.preprocess(withoutUnset, parameters);
/** See {@link chatRequestSchema}. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;
