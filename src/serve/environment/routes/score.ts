import { z } from "zod";
import { REWARD_ERRORS } from "../../../distill/transcript/reward/check-call.js";
import type { RecommendationTask } from "../../../types.js";
import { isRefusal, type Refusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import { fields } from "../fields.js";
import { noEpisode, noTask, type World } from "../world.js";

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
    messages: z.array(messageSchema).optional().describe("The conversation or its completion."),
  })
  .refine(({ episodeId, taskId }) => (episodeId === undefined) !== (taskId === undefined), {
    error: "Give either episodeId or taskId.",
  })
  .refine(({ text, messages }) => (text === undefined) !== (messages === undefined), {
    error: "Give either text or messages.",
  });

const outputSchema = z.strictObject({
  reward: z.number().describe("Format plus outcome."),
  format: z.number().describe("1 when nothing is wrong, else -1."),
  outcome: z.number().describe("1, 2/3, 1/3 or 0, by rank."),
  rank: z
    .int()
    .min(1)
    .nullable()
    .describe("Place of the item that the user chose; null when it is not recommended."),
  errors: z.array(z.enum(REWARD_ERRORS)).describe("What is wrong, each once."),
});

/** `POST /score`: the reward of a rollout, of an episode or of a task. */
export function scoreRoute(world: World) {
  return createRoute({
    method: "post",
    path: "/score",
    name: "scoreRollout",
    summary: "Score what a model wrote on a task: format plus outcome.",
    refusals: ["EPISODE_NOT_FOUND", "TASK_NOT_FOUND"],
    input: inputSchema,
    output: outputSchema,
    answer({ text, messages = [], ...subject }) {
      const task = findTask(world, subject);
      if (isRefusal(task)) return task;
      const { candidates, heldOut, split } = task;
      const shared = { candidates, heldOut, tools: world.tools(split) };
      const score = world.score(text ?? messages, shared);
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
  { tasks, episodes }: World,
  { episodeId, taskId = "" }: Subject,
): RecommendationTask | Refusal {
  if (episodeId === undefined) return tasks.find(taskId)?.task ?? noTask(taskId);
  return episodes.touch(episodeId)?.task ?? noEpisode(episodeId);
}
