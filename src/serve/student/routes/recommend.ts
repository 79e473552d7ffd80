import { z } from "zod";
import { isHttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import { runRecommendation } from "../recommend/recommend.js";
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
            .int()
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
