import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { visible } from "../data/tasks.js";
import type { Dataset, ItemId, Policy, VisibleTask } from "../types.js";
import { createMeter } from "./meter.js";
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
      const { modelCalls, totalTokens: tokens } = meter.read();
      return { ranking, ...scoresOf(answer, task.candidates), latencyMs, modelCalls, tokens };
    },
  };
}

/** The scores in the order of the candidates; nothing unless each candidate has one. */
export function scoresOf(
  { scores = {} }: Pick<RankedAnswer, "scores">,
  candidates: readonly ItemId[],
): { readonly scores?: readonly number[] } {
  const ordered = candidates.flatMap((id) => (Object.hasOwn(scores, id) ? (scores[id] ?? []) : []));
  return ordered.length === candidates.length ? { scores: ordered } : {};
}
