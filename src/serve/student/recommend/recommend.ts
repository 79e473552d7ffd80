import { type BaseMessage, isAIMessage, isToolMessage } from "@langchain/core/messages";
import { completeRanking } from "../../../graphs/complete-ranking.js";
import { readEvidence, readReasoning } from "../../../graphs/explain-answer.js";
import { type Question, toGraphInput, toVisibleTask } from "../../../graphs/graph-input.js";
import { listToolCalls } from "../../../graphs/tool-calls.js";
import { createUsageMeter } from "../../../graphs/usage-meter.js";
import type { Metrics } from "../metrics.js";
import type { ResolvedStudentOptions } from "../options.js";

interface RecommendationContext extends Pick<ResolvedStudentOptions, "graph" | "dataset"> {
  readonly metrics: Pick<Metrics, "countTokens">;
  readonly signal: AbortSignal;
}

/**
 * Runs the student's graph on a question and returns the ranking, evidence, reasoning, tool calls and usage.
 *
 * @throws {StarError} `RANKING_INVALID` if the graph returns duplicates or items that are not candidates.
 */
export async function runRecommendation(
  question: Question,
  { graph, dataset, metrics, signal }: RecommendationContext,
) {
  const meter = createUsageMeter();
  try {
    const { messages, ...answer } = await graph.invoke(toGraphInput(question, dataset), {
      context: { task: toVisibleTask(question, dataset.name) },
      callbacks: [meter.handler],
      signal,
    });
    const { ranking, appended } = completeRanking(answer, question.candidates);
    const calls = readCalls(messages);
    const toolAnswers = calls.flatMap((call) => call.answer ?? []);
    const evidence = readEvidence(toolAnswers, ranking, dataset.items);
    const reasoning = readReasoning(messages);
    return { ranking, appended, evidence, reasoning, calls, usage: meter.read() };
  } finally {
    metrics.countTokens(meter.read());
  }
}

interface ExecutedCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  /** The tool result as the student read it; null if the conversation ended before. */
  readonly answer: string | null;
  readonly status: "success" | "error";
}

/** Reads the tool calls of a conversation in order. Models can reuse ids: the result of a call is the next with its id. */
function readCalls(messages: readonly BaseMessage[]): ExecutedCall[] {
  return messages.flatMap((message, index) => {
    if (!isAIMessage(message)) return [];
    const answers = messages.slice(index + 1).filter(isToolMessage);
    return listToolCalls(message).map(({ id, name, args }): ExecutedCall => {
      const answer = answers.find(({ tool_call_id }) => tool_call_id === id);
      return {
        name,
        arguments: args,
        answer: answer?.text ?? null,
        status: answer?.status ?? (answer === undefined ? "error" : "success"),
      };
    });
  });
}
