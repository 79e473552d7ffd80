import { z } from "zod";
import type { RecommendationTask } from "../../../types.js";
import { isRefusal, type Refusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import { fields } from "../fields.js";
import { rolloutMessageSchema, toRolloutText } from "../rollout-text.js";
import { noEpisode, noTask, type World } from "../world.js";

const inputSchema = z
  .strictObject({
    episodeId: fields.episodeId.optional(),
    taskId: fields.taskId.optional(),
    text: z.string().optional().describe("All that was written after the opening."),
    messages: z.array(rolloutMessageSchema).optional().describe("The conversation."),
  })
  .refine(({ episodeId, taskId }) => (episodeId === undefined) !== (taskId === undefined), {
    error: "Give either episodeId or taskId.",
  })
  .refine(({ text, messages }) => (text === undefined) !== (messages === undefined), {
    error: "Give either text or messages.",
  });

const outputSchema = z.strictObject({
  reward: z.number().describe("Format plus outcome."),
  format: z.number(),
  outcome: z.number(),
  rank: z
    .int()
    .min(1)
    .nullable()
    .describe("Place of the item that the user chose; null when it is not recommended."),
  errors: z.array(z.string()).describe("What is wrong with the format."),
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
    answer({ text, messages, ...subject }) {
      const task = findTask(world, subject);
      if (isRefusal(task)) return task;
      const score = world.score({ task, text: text ?? toRolloutText(messages ?? []) });
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
