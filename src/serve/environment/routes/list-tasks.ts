import { z } from "zod";
import { toolDefinitionsSchema, toPromptMessages } from "../../../distill/episode/call-tool.js";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";
import { fields, splitNotFound } from "./common.js";

/** `GET /tasks`: the tasks of a split with their prompts, from which trainers build a prompt dataset. */
export function listTasksRoute({ dataset, tasks, tools }: EnvironmentState) {
  return createRoute({
    method: "get",
    path: "/tasks",
    operationId: "listTasks",
    summary:
      "List the tasks of a split with their prompts, in the order in which episodes use them.",
    errors: ["TASK_NOT_FOUND"],
    input: z.strictObject({
      split: fields.split.optional().describe("Default: the first served split."),
      offset: z.coerce.number().int().min(0).default(0).describe("Number of tasks to skip."),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(100)
        .default(20)
        .describe("Maximum number of tasks."),
    }),
    output: z.strictObject({
      split: fields.split,
      total: z.int().describe("Number of tasks in the split."),
      tools: toolDefinitionsSchema,
      tasks: z.array(z.strictObject({ taskId: fields.taskId, messages: fields.prompt })),
    }),
    handle({ split, offset, limit }) {
      const served = tasks.split(split);
      if (served === undefined) return splitNotFound(split);
      const listed = served.tasks.slice(offset, offset + limit);
      return {
        split: served.split,
        total: served.tasks.length,
        tools: tools(served.split),
        tasks: listed.map((task) => ({
          taskId: task.id,
          messages: toPromptMessages(task, dataset),
        })),
      };
    },
  });
}
