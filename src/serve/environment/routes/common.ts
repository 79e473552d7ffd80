import { z } from "zod";
import { SPLITS, type Split } from "../../../types.js";
import type { HttpError } from "../../http/http-error.js";

/** Schemas of fields that several routes share. */
export const fields = {
  split: z.enum(SPLITS),
  taskId: z.string().describe("Id of a task."),
  episodeId: z.string().describe("Id of an episode."),
  prompt: z
    .array(z.strictObject({ role: z.enum(["system", "user"]), content: z.string() }))
    .describe("The prompt: the messages before the model's first turn."),
};

/** The error for an unknown task id. */
export function taskNotFound(taskId: string): HttpError {
  return {
    errorCode: "TASK_NOT_FOUND",
    message: `There is no task ${JSON.stringify(taskId)}.`,
    remedy: "Use a task id from GET /tasks, or serve the split of this task.",
  };
}

/** The error for a split that is not served. */
export function splitNotFound(split: Split | undefined): HttpError {
  return {
    errorCode: "TASK_NOT_FOUND",
    message: `The split ${JSON.stringify(split)} is not served.`,
    remedy: "Request another split, or start the server with this one.",
  };
}

/** The error for an unknown or ended episode. */
export function episodeNotFound(episodeId: string): HttpError {
  return {
    errorCode: "EPISODE_NOT_FOUND",
    message: `There is no episode ${JSON.stringify(episodeId)}: it ended, timed out, or was never started.`,
    remedy: "Start one with POST /episodes; raise the idle time if episodes pause for longer.",
  };
}
