import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { LLMResult } from "@langchain/core/outputs";
import { z } from "zod";
import { isRecord } from "../json.js";
import { type Repair, type RepairKind, REPAIRS_KEY } from "../models/reply/repair.js";
import { REPAIRS } from "../trajectory/repairs.js";

/** Model calls and tokens of a run. Tokens are 0 where a model reports none. */
export interface ModelUsage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

/** Repairs of a run's replies by kind; kinds without a repair are left out. */
export type RepairCounts = Readonly<Partial<Record<RepairKind, number>>>;

/** Counts model calls, tokens and repairs through a callback handler. */
export interface UsageMeter {
  /** Pass it in `callbacks`. */
  readonly handler: BaseCallbackHandler;
  /** The counts so far. */
  read(): ModelUsage;
  readRepairs(): RepairCounts;
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

const repairedSchema = z.object({
  message: z.object({
    response_metadata: z.object({ [REPAIRS_KEY]: z.array(z.custom<Repair>(isRecord)) }),
  }),
});

/** Creates a meter whose handler is awaited, so that the counts are complete when the graph returns. */
export function createUsageMeter(): UsageMeter {
  const repaired = new Map<RepairKind, number>();
  const countRepairs = (repairs: readonly Repair[]) => {
    for (const { kind } of repairs) repaired.set(kind, (repaired.get(kind) ?? 0) + 1);
  };
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
        const metadata = repairedSchema.safeParse(generation).data?.message.response_metadata;
        countRepairs(metadata?.[REPAIRS_KEY] ?? []);
      }
    },
    handleCustomEvent(name: string, data: unknown) {
      if (name !== REPAIRS || !isRecord(data)) return;
      countRepairs(data["repairs"] as readonly Repair[]);
    },
  });
  handler.awaitHandlers = true;
  return { handler, read: () => ({ ...sum }), readRepairs: () => Object.fromEntries(repaired) };
}
