import { z } from "zod";
import { isRefusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import { recommend } from "../recommend/recommend.js";
import type { Site } from "../site.js";

const PATH = "/recommend";

const itemId = z.string().describe("Id of an item of the dataset.");

const distinct = (ids: readonly string[]) => new Set(ids).size === ids.length;

function inputOf({ maxCandidates }: Pick<Site, "maxCandidates">) {
  return z.strictObject({
    userId: z.string().min(1).describe("A user of the dataset; with a history also a new one."),
    candidates: z
      .array(itemId)
      .min(1)
      .max(maxCandidates)
      .refine(distinct, { error: "A candidate stands there twice." })
      .describe("The items to order, each once."),
    history: z
      .array(
        z.strictObject({
          itemId,
          timestamp: z.int().optional().describe("Unix seconds, where the dataset has them."),
        }),
      )
      .max(10_000)
      .optional()
      .describe("The user's choices, oldest first. Default: what the dataset knows."),
  });
}

const outputSchema = z.strictObject({
  ranking: z.array(itemId).describe("All candidates, best first."),
  appended: z
    .array(itemId)
    .describe("Candidates that the student left out, put behind the others by its own scores."),
  evidence: z
    .array(z.strictObject({ itemId, title: z.string(), statements: z.array(z.string()) }))
    .describe("What the student read about each candidate, in the order of the ranking."),
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

/** `POST /recommend`: the student orders candidates, and the server carries out its calls. */
export function recommendRoute(site: Site) {
  const { users, work } = site;
  return createRoute({
    method: "post",
    path: PATH,
    name: "recommend",
    summary: "Order candidates for a user, with the evidence and the reasoning behind the order.",
    refusals: [
      "USER_NOT_FOUND",
      "ITEM_NOT_FOUND",
      "TOO_MANY_REQUESTS",
      "MODEL_FAILED",
      "SHUTTING_DOWN",
      "TIMED_OUT",
    ],
    input: inputOf(site),
    output: outputSchema,
    async answer({ userId, candidates, history: told }, _, { signal: client }) {
      const history = users.historyOf(userId, told);
      if (isRefusal(history)) return history;
      const refused = users.refuseItems(candidates, "candidates");
      if (refused !== undefined) return refused;
      return work.once({ path: PATH, client }, (signal) =>
        recommend({ userId, history, candidates }, { ...site, signal }),
      );
    },
  });
}
