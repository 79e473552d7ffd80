import { randomUUID } from "node:crypto";
import { createMeter } from "../../../graphs/meter.js";
import { toGraphInput } from "../../../graphs/opening.js";
import type { Interaction, ItemId, UserId, VisibleTask } from "../../../types.js";
import type { Metrics } from "../metrics.js";
import type { ResolvedStudent } from "../options.js";
import { completeRanking } from "./complete-ranking.js";
import { readCalls } from "./read-calls.js";
import { readEvidence } from "./read-evidence.js";
import { readReasoning } from "./read-reasoning.js";

export interface RecommendOptions extends Pick<ResolvedStudent, "graph" | "dataset"> {
  readonly metrics: Pick<Metrics, "countTokens">;
}

export interface RecommendQuestion {
  readonly userId: UserId;
  readonly history: readonly Interaction[];
  readonly candidates: readonly ItemId[];
}

/** Lets a student order candidates, calling the tools it asks for, and answers with all that led to the order. */
export async function recommend(
  question: RecommendQuestion,
  { graph, dataset, metrics, signal }: RecommendOptions & { readonly signal: AbortSignal },
) {
  const meter = createMeter();
  try {
    const { messages, ...answer } = await graph.invoke(toGraphInput(question, dataset), {
      context: { task: toTask(question, dataset.name) },
      callbacks: [meter.handler],
      signal,
    });
    const { ranking, appended } = completeRanking(answer, question.candidates);
    const calls = readCalls(messages);
    const evidence = readEvidence(calls, ranking, dataset.items);
    const reasoning = readReasoning(messages);
    return { ranking, appended, evidence, reasoning, calls, usage: meter.read() };
  } finally {
    metrics.countTokens(meter.read());
  }
}

/** A question as tools know it. Its id is its own, so that nothing remembered for another answers it. */
function toTask({ userId, history, candidates }: RecommendQuestion, dataset: string): VisibleTask {
  const place = { scenario: "classic", split: "test", draw: 0, seed: 0 } as const;
  return { id: `request/${randomUUID()}`, dataset, ...place, userId, history, candidates };
}
