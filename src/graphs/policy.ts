import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { LLMResult } from "@langchain/core/outputs";
import { z } from "zod";
import { visible } from "../data/tasks.js";
import type { Dataset, ItemId, Policy, VisibleTask } from "../types.js";
import { toGraphInput, type GraphInput } from "./opening.js";

/** What a graph has to answer. */
export interface RankedAnswer {
  /** Distinct candidates, best first; possibly not all. */
  readonly ranking: readonly ItemId[];
  /** A number for each candidate, higher is better. They order what the ranking leaves out; unless all are there, none counts. */
  readonly scores?: Readonly<Record<ItemId, number>> | undefined;
}

/** A compiled graph that answers a task with candidate ids, best first: the teacher, a student, or your own. */
export interface RankingGraph<Answer extends RankedAnswer> {
  invoke(
    input: GraphInput,
    options: {
      readonly context: { readonly task: VisibleTask };
      readonly callbacks: BaseCallbackHandler[];
    },
  ): Promise<Answer>;
}

export interface PolicyOptions<Answer extends RankedAnswer> {
  readonly graph: RankingGraph<Answer>;
  /** Titles, categories, and what timestamps mean. */
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly name: string;
  /** Gets the graph's whole answer to each task. */
  readonly onAnswer?: (answer: Answer, task: VisibleTask) => void;
}

/** A graph as a policy: runs it in this thread and counts model calls and tokens, as the models report them. */
export function toPolicy<Answer extends RankedAnswer>({
  graph,
  dataset,
  name,
  onAnswer,
}: PolicyOptions<Answer>): Policy {
  return {
    name,
    async rank(task) {
      const meter = createMeter();
      const start = performance.now();
      const answer = await graph.invoke(toGraphInput(task, dataset), {
        context: { task: visible(task) },
        callbacks: [meter.handler],
      });
      const latencyMs = performance.now() - start;
      onAnswer?.(answer, task);
      const { ranking } = answer;
      return { ranking, ...scoresOf(answer, task.candidates), latencyMs, ...meter.read() };
    },
  };
}

/** The scores in the order of the candidates. */
function scoresOf({ scores = {} }: RankedAnswer, candidates: readonly ItemId[]) {
  const ordered = candidates.map((id) => (Object.hasOwn(scores, id) ? scores[id] : undefined));
  return ordered.every((score) => score !== undefined) ? { scores: ordered } : {};
}

/** Counts without background work, so that the count is whole when the graph returns. */
function createMeter() {
  let modelCalls = 0;
  let tokens = 0;
  const handler = BaseCallbackHandler.fromMethods({
    handleChatModelStart() {
      modelCalls++;
    },
    handleLLMEnd(result) {
      tokens += tokensOf(result);
    },
  });
  handler.awaitHandlers = true;
  return { handler, read: () => ({ modelCalls, tokens }) };
}

const countedSchema = z.object({
  message: z.object({ usage_metadata: z.object({ total_tokens: z.number() }) }),
});

function tokensOf({ generations }: LLMResult): number {
  return generations.flat().reduce((sum, generation) => {
    const counted = countedSchema.safeParse(generation);
    return sum + (counted.data?.message.usage_metadata.total_tokens ?? 0);
  }, 0);
}
