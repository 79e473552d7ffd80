import { z } from "zod";
import { toolsSchema, openConversation } from "../../../distill/episode/call-tool.js";
import { createRoute } from "../../http/route.js";
import { fields } from "../fields.js";
import { noSplit, type World } from "../world.js";

/** `GET /tasks`: the tasks of a split with their openings, to build a trainer's dataset of prompts from. */
export function listTasksRoute({ dataset, tasks, tools }: World) {
  return createRoute({
    method: "get",
    path: "/tasks",
    name: "listTasks",
    summary:
      "List the tasks of a split with their openings, in the order in which they are given out.",
    refusals: ["TASK_NOT_FOUND"],
    input: z.strictObject({
      split: fields.split.optional().describe("Default: the first split that the server has."),
      offset: z.coerce.number().int().min(0).default(0).describe("Tasks to pass over."),
      limit: z.coerce.number().int().min(1).max(100).default(20).describe("Most tasks to answer."),
    }),
    output: z.strictObject({
      split: fields.split,
      total: z.int().describe("Tasks of the split."),
      tools: toolsSchema,
      tasks: z.array(z.strictObject({ taskId: fields.taskId, messages: fields.prompt })),
    }),
    answer({ split, offset, limit }) {
      const served = tasks.split(split);
      if (served === undefined) return noSplit(split);
      const listed = served.tasks.slice(offset, offset + limit);
      return {
        split: served.split,
        total: served.tasks.length,
        tools: tools(served.split),
        tasks: listed.map((task) => ({
          taskId: task.id,
          messages: openConversation(task, dataset),
        })),
      };
    },
  });
}
