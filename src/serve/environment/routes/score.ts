import { z } from "zod";
import { REWARD_ERRORS } from "../../../distill/transcript/reward/errors.js";
import type { RecommendationTask } from "../../../types.js";
import { type HttpError, isHttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";
import { episodeNotFound, fields, taskNotFound } from "./common.js";

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.unknown().optional(),
  tool_calls: z.array(z.unknown()).nullish(),
});

const inputSchema = z
  .strictObject({
    episodeId: fields.episodeId.optional(),
    taskId: fields.taskId.optional(),
    text: z.string().optional().describe("The conversation or its completion in template text."),
    messages: z
      .array(messageSchema)
      .optional()
      .describe("The conversation or its completion, with the sampled text as content."),
  })
  .refine(({ episodeId, taskId }) => (episodeId === undefined) !== (taskId === undefined), {
    error: "Send either episodeId or taskId.",
  })
  .refine(({ text, messages }) => (text === undefined) !== (messages === undefined), {
    error: "Send either text or messages.",
  });

const outputSchema = z.strictObject({
  reward: z.number().describe("Format plus outcome."),
  format: z.number().describe("1 if there are no errors, otherwise -1."),
  outcome: z.number().describe("1, 2/3, 1/3 or 0, by rank."),
  rank: z
    .int()
    .min(1)
    .nullable()
    .describe("Rank of the item that the user chose; null if it is not recommended."),
  errors: z.array(z.enum(REWARD_ERRORS)).describe("Distinct errors."),
});

/** `POST /score`: computes the reward of a rollout, given its episode or its task. */
export function scoreRoute(state: EnvironmentState) {
  return createRoute({
    method: "post",
    path: "/score",
    operationId: "scoreRollout",
    summary: "Score a model's output for a task: format plus outcome.",
    errors: ["EPISODE_NOT_FOUND", "TASK_NOT_FOUND"],
    input: inputSchema,
    output: outputSchema,
    handle({ text, messages = [], ...subject }) {
      const task = findTask(state, subject);
      if (isHttpError(task)) return task;
      const { candidates, heldOut, split } = task;
      const shared = { candidates, heldOut, tools: state.tools(split) };
      const score = state.score(text ?? messages, shared);
      // A custom reward function may return more fields; only these are sent.
      const { reward, format, outcome, rank, errors } = score;
      return { reward, format, outcome, rank, errors: [...errors] };
    },
  });
}

interface Subject {
  readonly episodeId?: string | undefined;
  readonly taskId?: string | undefined;
}

function findTask(
  { tasks, episodes }: EnvironmentState,
  { episodeId, taskId = "" }: Subject,
): RecommendationTask | HttpError {
  if (episodeId === undefined) return tasks.find(taskId) ?? taskNotFound(taskId);
  return episodes.touch(episodeId)?.task ?? episodeNotFound(episodeId);
}
