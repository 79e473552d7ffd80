import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { LLMResult } from "@langchain/core/outputs";
import { z } from "zod";

/** Model calls and tokens of a run. Tokens are 0 where a model reports none. */
export interface ModelUsage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

/** Counts model calls and tokens through a callback handler. */
export interface UsageMeter {
  /** Pass it in `callbacks`. */
  readonly handler: BaseCallbackHandler;
  /** The counts so far. */
  read(): ModelUsage;
}

const countedSchema = z.object({
  message: z.object({
    usage_metadata: z.object({
      input_tokens: z.number(),
      output_tokens: z.number(),
      total_tokens: z.number(),
    }),
  }),
});

/** Creates a meter whose handler is awaited, so that the counts are complete when the graph returns. */
export function createUsageMeter(): UsageMeter {
  const sum = { modelCalls: 0, inputTokens: 0, outputTokens: 0, totalTokens: 0 };
  const handler = BaseCallbackHandler.fromMethods({
    handleChatModelStart() {
      sum.modelCalls++;
    },
    handleLLMEnd({ generations }: LLMResult) {
      for (const generation of generations.flat()) {
        const counted = countedSchema.safeParse(generation).data?.message.usage_metadata;
        sum.inputTokens += counted?.input_tokens ?? 0;
        sum.outputTokens += counted?.output_tokens ?? 0;
        sum.totalTokens += counted?.total_tokens ?? 0;
      }
    },
  });
  handler.awaitHandlers = true;
  return { handler, read: () => ({ ...sum }) };
}
