import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";
import { episodeNotFound } from "./common.js";

/** `POST /episodes/{episodeId}/tools/{name}`: executes one tool call of the model. */
export function callToolRoute({ episodes, callTool }: EnvironmentState) {
  return createRoute({
    method: "post",
    path: "/episodes/{episodeId}/tools/{name}",
    operationId: "callTool",
    summary:
      "Call a tool with the episode's task. An invalid call returns an error message for the model.",
    errors: ["EPISODE_NOT_FOUND"],
    input: z.strictObject({
      arguments: z
        .custom<Record<string, unknown>>((value) => value !== undefined)
        .describe("The arguments as the model wrote them; normally an object."),
    }),
    output: z.strictObject({ content: z.string(), status: z.enum(["success", "error"]) }),
    async handle({ arguments: given }, { episodeId = "", name = "" }) {
      const episode = episodes.touch(episodeId);
      if (episode === undefined) return episodeNotFound(episodeId);
      return callTool({ task: episode.task, name, arguments: given });
    },
  });
}
