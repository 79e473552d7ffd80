import { z } from "zod";

const FINISH_REASONS = ["stop", "length", "tool_calls", "content_filter"] as const;
const finishReason = z.enum(FINISH_REASONS);
export type FinishReason = z.infer<typeof finishReason>;

const usageSchema = z.strictObject({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
export type CompletionUsage = z.infer<typeof usageSchema>;

const shared = {
  id: z.string(),
  created: z.int().describe("Unix seconds."),
  model: z.string(),
};

const callSchema = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
export type CompletionCall = z.infer<typeof callSchema>;

export const completionSchema = z.strictObject({
  ...shared,
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
  usage: usageSchema.optional().describe("Left out when the model does not count."),
});
export type Completion = z.infer<typeof completionSchema>;

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
export type Delta = z.infer<typeof deltaSchema>;
export type CallDelta = NonNullable<Delta["tool_calls"]>[number];

export const completionChunkSchema = z.strictObject({
  ...shared,
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
export type CompletionChunk = z.infer<typeof completionChunkSchema>;

const finishedSchema = z.object({ finish_reason: finishReason });

/** Why a message ended, as its model said; `stop` where it said nothing. Calls are what a client looks for first. */
export function finishReasonOf(metadata: unknown, hasCalls: boolean): FinishReason {
  if (hasCalls) return "tool_calls";
  return finishedSchema.safeParse(metadata).data?.finish_reason ?? "stop";
}

interface CountedTokens {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

export function toUsage(counted: CountedTokens): CompletionUsage {
  return {
    prompt_tokens: counted.input_tokens,
    completion_tokens: counted.output_tokens,
    total_tokens: counted.total_tokens,
  };
}
