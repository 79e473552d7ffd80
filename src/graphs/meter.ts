import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { LLMResult } from "@langchain/core/outputs";
import { z } from "zod";

/** What the models of a run were asked and read and wrote, as they report it themselves. */
export interface ModelUsage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

export interface Meter {
  /** To be passed in `callbacks`. */
  readonly handler: BaseCallbackHandler;
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

/** Counts without background work, so that the count is whole when the graph returns. */
export function createMeter(): Meter {
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
