import { type BaseMessage, isAIMessage, isToolMessage } from "@langchain/core/messages";
import { z } from "zod";
import { rejectWrongUnit } from "../../../data/fields.js";
import { completeRanking } from "../../../graphs/complete-ranking.js";
import { readEvidence, readReasoning } from "../../../graphs/explain-answer.js";
import { type Question, toGraphInput, toVisibleTask } from "../../../graphs/graph-input.js";
import { listToolCalls } from "../../../graphs/tool-calls.js";
import { createUsageMeter } from "../../../graphs/usage-meter.js";
import { isHttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import type { Metrics } from "../metrics.js";
import type { ResolvedStudentOptions } from "../options.js";
import type { StudentService } from "../student-service.js";

const PATH = "/recommend";

const itemId = z.string().describe("Id of an item of the dataset.");

const distinct = (ids: readonly string[]) => new Set(ids).size === ids.length;

function inputOf({ maxCandidates }: Pick<StudentService, "maxCandidates">) {
  return z.strictObject({
    userId: z
      .string()
      .min(1)
      .describe("Id of a user in the dataset, or any id if a history is sent."),
    candidates: z
      .array(itemId)
      .min(1)
      .max(maxCandidates)
      .refine(distinct, { error: "Duplicate candidate." })
      .describe("The items to rank, each once."),
    history: z
      .array(
        z.strictObject({
          itemId,
          timestamp: z
            .number()
            .check(rejectWrongUnit)
            .optional()
            .describe("Unix seconds; required if the dataset has real timestamps."),
        }),
      )
      .max(10_000)
      .optional()
      .describe("The user's interactions, oldest first. Default: those in the dataset."),
  });
}

const outputSchema = z.strictObject({
  ranking: z.array(itemId).describe("All candidates, best first."),
  appended: z
    .array(itemId)
    .describe("Candidates that the student did not rank, at the end of the ranking by its scores."),
  evidence: z
    .array(z.strictObject({ itemId, title: z.string(), statements: z.array(z.string()) }))
    .describe(
      "Statements that the student read about each candidate, in the order of the ranking.",
    ),
  reasoning: z.strictObject({
    plan: z.string().nullable(),
    analyses: z.array(z.string()),
    reflection: z.string().nullable(),
  }),
  calls: z.array(
    z.strictObject({
      name: z.string(),
      arguments: z.record(z.string(), z.unknown()),
      answer: z.string().nullable(),
      status: z.enum(["success", "error"]),
    }),
  ),
  usage: z.strictObject({
    modelCalls: z.int(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    totalTokens: z.int(),
  }),
});

/** `POST /recommend`: the student ranks candidates, and the server executes its tool calls. */
export function recommendRoute(service: StudentService) {
  const { users, runner } = service;
  return createRoute({
    method: "post",
    path: PATH,
    operationId: "recommend",
    summary: "Rank candidates for a user, with the evidence and the reasoning behind the ranking.",
    errors: [
      "USER_NOT_FOUND",
      "ITEM_NOT_FOUND",
      "TOO_MANY_REQUESTS",
      "MODEL_FAILED",
      "SHUTTING_DOWN",
      "TIMED_OUT",
    ],
    input: inputOf(service),
    output: outputSchema,
    async handle({ userId, candidates, history: sent }, _, { signal: client }) {
      const history = users.historyOf(userId, sent);
      if (isHttpError(history)) return history;
      const error = users.checkItems(candidates, "candidates");
      if (error !== undefined) return error;
      return runner.run({ path: PATH, client }, (signal) =>
        runRecommendation({ userId, history, candidates }, { ...service, signal }),
      );
    },
  });
}

interface RecommendationContext extends Pick<ResolvedStudentOptions, "graph" | "dataset"> {
  readonly metrics: Pick<Metrics, "countTokens">;
  readonly signal: AbortSignal;
}

/**
 * Runs the student's graph on a question and returns the ranking, evidence, reasoning, tool calls and usage.
 *
 * @throws {StarError} `RANKING_INVALID` if the graph returns duplicates or items that are not candidates.
 */
async function runRecommendation(
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

/** Reads the tool calls of a conversation in order. Models can reuse ids: the result of a call is the next tool message with its id. */
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
