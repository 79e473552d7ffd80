import { z } from "zod";
import { toolDefinitionsSchema, toPromptMessages } from "../../../distill/episode/call-tool.js";
import type { RecommendationTask } from "../../../types.js";
import { type HttpError, isHttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";
import type { TaskRegistry } from "../task-registry.js";
import { fields, splitNotFound, taskNotFound } from "./common.js";

const inputSchema = z
  .strictObject({
    taskId: fields.taskId.optional().describe("Default: the next task of the split."),
    split: fields.split.optional().describe("Default: the first served split."),
  })
  .refine(({ taskId, split }) => taskId === undefined || split === undefined, {
    error: "Send taskId or split, not both: a task belongs to one split.",
  });

/** `POST /episodes`: starts a rollout. */
export function startEpisodeRoute({ dataset, tasks, episodes, tools }: EnvironmentState) {
  return createRoute({
    method: "post",
    path: "/episodes",
    operationId: "startEpisode",
    summary: "Start an episode: returns a task, its prompt and the tools to offer.",
    errors: ["TASK_NOT_FOUND", "TOO_MANY_EPISODES"],
    input: inputSchema,
    output: z.strictObject({
      episodeId: fields.episodeId,
      taskId: fields.taskId,
      messages: fields.prompt,
      tools: toolDefinitionsSchema,
    }),
    handle(request) {
      const task = selectTask(tasks, request);
      if (isHttpError(task)) return task;
      const episode = episodes.start(task);
      if (episode === undefined) return tooManyEpisodes(episodes.count());
      return {
        episodeId: episode.id,
        taskId: task.id,
        messages: toPromptMessages(task, dataset),
        tools: tools(task.split),
      };
    },
  });
}

function selectTask(
  tasks: TaskRegistry,
  { taskId, split }: z.infer<typeof inputSchema>,
): RecommendationTask | HttpError {
  if (taskId !== undefined) return tasks.find(taskId) ?? taskNotFound(taskId);
  const served = tasks.split(split);
  return (served && tasks.next(served)) ?? splitNotFound(split);
}

function tooManyEpisodes(count: number): HttpError {
  return {
    errorCode: "TOO_MANY_EPISODES",
    message: `The server is at its limit of ${count} episodes in progress.`,
    remedy: "End episodes with DELETE /episodes/{episodeId}, or raise the server's limit.",
  };
}
