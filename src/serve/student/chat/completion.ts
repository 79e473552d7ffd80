import { z } from "zod";

const finishReason = z.enum(["stop", "length", "tool_calls", "content_filter"]);
/** OpenAI's reasons why a message ended. */
export type FinishReason = z.infer<typeof finishReason>;

const usageSchema = z.strictObject({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
type CompletionUsage = z.infer<typeof usageSchema>;

const commonFields = {
  id: z.string(),
  created: z.int().describe("Unix seconds."),
  model: z.string(),
};

const callSchema = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
/** A tool call of a completion. */
export type CompletionCall = z.infer<typeof callSchema>;

/** Response of `POST /v1/chat/completions`. */
export const completionSchema = z.strictObject({
  ...commonFields,
  object: z.literal("chat.completion"),
  choices: z.array(
    z.strictObject({
      index: z.literal(0),
      message: z.strictObject({
        role: z.literal("assistant"),
        content: z.string().nullable(),
        refusal: z.null(),
        tool_calls: z.array(callSchema).optional(),
      }),
      logprobs: z.null(),
      finish_reason: finishReason,
    }),
  ),
  usage: usageSchema.optional().describe("Omitted if the model does not count tokens."),
});
/** See {@link completionSchema}. */
export type CompletionResponse = z.infer<typeof completionSchema>;

const deltaSchema = z.strictObject({
  role: z.literal("assistant").optional(),
  content: z.string().optional(),
  tool_calls: z
    .array(
      z.strictObject({
        index: z.int(),
        id: z.string().optional(),
        type: z.literal("function").optional(),
        function: z.strictObject({ name: z.string().optional(), arguments: z.string().optional() }),
      }),
    )
    .optional(),
});
/** The change that a chunk adds to the message. */
export type Delta = z.infer<typeof deltaSchema>;
/** The change that a chunk adds to a tool call. */
export type CallDelta = NonNullable<Delta["tool_calls"]>[number];

/** One event of a streamed response. */
export const completionChunkSchema = z.strictObject({
  ...commonFields,
  object: z.literal("chat.completion.chunk"),
  choices: z.array(
    z.strictObject({
      index: z.literal(0),
      delta: deltaSchema,
      logprobs: z.null(),
      finish_reason: finishReason.nullable(),
    }),
  ),
  usage: usageSchema.nullable().optional(),
});
/** See {@link completionChunkSchema}. */
export type CompletionChunk = z.infer<typeof completionChunkSchema>;

const finishedSchema = z.object({ finish_reason: finishReason });

/** Reads the finish reason from response metadata; `tool_calls` if there are calls, `stop` if the model gave none. */
export function finishReasonOf(metadata: unknown, hasCalls: boolean): FinishReason {
  if (hasCalls) return "tool_calls";
  return finishedSchema.safeParse(metadata).data?.finish_reason ?? "stop";
}

interface CountedTokens {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

/** Converts LangChain's token counts to OpenAI's. */
export function toUsage(counted: CountedTokens): CompletionUsage {
  return {
    prompt_tokens: counted.input_tokens,
    completion_tokens: counted.output_tokens,
    total_tokens: counted.total_tokens,
  };
}
