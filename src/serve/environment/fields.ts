import { z } from "zod";
import { SPLITS } from "../../types.js";

/** What several routes take or answer, named and described once. */
export const fields = {
  split: z.enum(SPLITS),
  taskId: z.string().describe("Id of a task."),
  episodeId: z.string().describe("Id of an episode."),
  prompt: z
    .array(z.strictObject({ role: z.enum(["system", "user"]), content: z.string() }))
    .describe("The opening of the conversation: what the model is told before its first turn."),
};
