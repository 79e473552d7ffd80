import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { assertOptions } from "../assert.js";
import { visible } from "../data/tasks.js";
import type { Dataset, ItemId, Policy, VisibleTask } from "../types.js";
import { toGraphInput, type GraphInput } from "./graph-input.js";
import { assertDataset, assertGraph, assertText } from "./check-options.js";
import { createUsageMeter } from "./usage-meter.js";

/** Final state of a graph that ranks. */
export interface RankedAnswer {
  /** Distinct candidate ids, best first; possibly not all. */
  readonly ranking: readonly ItemId[];
  /** Scores by candidate id, higher is better. They order unranked candidates; ignored unless every candidate has one. */
  readonly scores?: Readonly<Record<ItemId, number>> | undefined;
}

/** A compiled graph that ranks candidates: a teacher, a student, or your own. */
export interface RankingGraph<Answer extends RankedAnswer> {
  invoke(
    input: GraphInput,
    options: {
      readonly context: { readonly task: VisibleTask };
      readonly callbacks: BaseCallbackHandler[];
      readonly signal?: AbortSignal;
    },
  ): Promise<Answer>;
}

/** Options of {@link toPolicy}. */
export interface PolicyOptions<Answer extends RankedAnswer> {
  readonly graph: RankingGraph<Answer>;
  /** Titles and categories of the items, and whether timestamps are dates. */
  readonly dataset: Pick<Dataset, "items" | "clock">;
  /** Name of the policy in reports. */
  readonly name: string;
  /** Called with the final state of the graph after each task. */
  readonly onAnswer?: (answer: Answer, task: VisibleTask) => void;
}

/**
 * Wraps a compiled graph as a policy for `evaluate`. The graph runs in this thread; model calls, tokens and latency are counted.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when an option is unknown or missing, or the graph is not compiled.
 *
 * @example
 * ```ts
 * import { evaluate, toPolicy } from "langgraph-star";
 * import { createTasks, loadDataset } from "langgraph-star";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const graph = { invoke: async ({ candidates }: { candidates: string[] }) => ({ ranking: candidates.toSorted() }) };
 * const policy = toPolicy({ graph, dataset, name: "by id" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const { rows } = await evaluate({ policies: [policy], tasks });
 * console.log(rows[0]?.policy, rows[0]?.HR);
 * ```
 */
export function toPolicy<Answer extends RankedAnswer>(options: PolicyOptions<Answer>): Policy {
  assertOptions("toPolicy", options, { graph: true, dataset: true, name: true, onAnswer: true });
  const { graph, dataset, name, onAnswer } = options;
  assertGraph("graph", graph);
  assertDataset("dataset", dataset);
  assertText("name", name);
  return {
    name,
    async rank(task) {
      const meter = createUsageMeter();
      const start = performance.now();
      const answer = await graph.invoke(toGraphInput(task, dataset), {
        context: { task: visible(task) },
        callbacks: [meter.handler],
      });
      const latencyMs = performance.now() - start;
      onAnswer?.(answer, task);
      const { ranking } = answer;
      const { modelCalls, totalTokens: tokens } = meter.read();
      const costs = { latencyMs, modelCalls, tokens, repairs: meter.readRepairs() };
      return { ranking, ...scoresOf(answer, task.candidates), ...costs };
    },
  };
}

/** The scores in the order of the candidates; empty unless every candidate has one. */
export function scoresOf(
  { scores = {} }: Pick<RankedAnswer, "scores">,
  candidates: readonly ItemId[],
): { readonly scores?: readonly number[] } {
  const ordered = candidates.flatMap((id) => (Object.hasOwn(scores, id) ? (scores[id] ?? []) : []));
  return ordered.length === candidates.length ? { scores: ordered } : {};
}
