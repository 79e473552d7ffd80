import { z } from "zod";
import { toolsSchema, openConversation } from "../../../distill/episode/call-tool.js";
import type { Split } from "../../../types.js";
import { isRefusal, type Refusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import { fields } from "../fields.js";
import type { BookedTask, TaskBook } from "../task-book.js";
import { noSplit, noTask, type World } from "../world.js";

const inputSchema = z
  .strictObject({
    taskId: fields.taskId.optional().describe("Default: the next task of the split."),
    split: fields.split.optional().describe("Default: the first split that the server has."),
  })
  .refine(({ taskId, split }) => taskId === undefined || split === undefined, {
    error: "Give taskId or split and not both: a task is of one split.",
  });

/** `POST /episodes`: begins a rollout. */
export function startEpisodeRoute({ dataset, tasks, episodes, tools }: World) {
  return createRoute({
    method: "post",
    path: "/episodes",
    name: "startEpisode",
    summary: "Begin an episode: one task, its opening and the tools to offer.",
    refusals: ["TASK_NOT_FOUND", "TOO_MANY_EPISODES"],
    input: inputSchema,
    output: z.strictObject({
      episodeId: fields.episodeId,
      taskId: fields.taskId,
      messages: fields.prompt,
      tools: toolsSchema,
    }),
    answer(wanted) {
      const booked = chooseTask(tasks, wanted);
      if (isRefusal(booked)) return booked;
      const episode = episodes.start(booked);
      if (episode === undefined) return tooMany(episodes.count());
      return {
        episodeId: episode.id,
        taskId: booked.task.id,
        messages: openConversation(booked.task, dataset),
        tools: tools(booked.task.split),
      };
    },
  });
}

function chooseTask(
  tasks: TaskBook,
  { taskId, split }: { readonly taskId?: string | undefined; readonly split?: Split | undefined },
): BookedTask | Refusal {
  if (taskId !== undefined) return tasks.find(taskId) ?? noTask(taskId);
  const served = tasks.split(split);
  return (served && tasks.next(served)) ?? noSplit(split);
}

function tooMany(count: number): Refusal {
  return {
    refused: "TOO_MANY_EPISODES",
    message: `There are ${count} episodes in progress, and the server takes no more.`,
    remedy: "End episodes with DELETE /episodes/{episodeId}, or raise the server's limit.",
  };
}
