import { z } from "zod";
import { createRoute } from "../../http/route.js";
import { noEpisode, type World } from "../world.js";

/** `POST /episodes/{episodeId}/tools/{name}`: one tool call of the model. */
export function callToolRoute({ episodes, callTool }: World) {
  return createRoute({
    method: "post",
    path: "/episodes/{episodeId}/tools/{name}",
    name: "callTool",
    summary:
      "Call a tool with the episode's task. A wrong call is answered in words for the model.",
    refusals: ["EPISODE_NOT_FOUND"],
    input: z.strictObject({
      arguments: z
        .custom<Record<string, unknown>>((value) => value !== undefined)
        .describe("The arguments as the model wrote them; they should be an object."),
    }),
    output: z.strictObject({ content: z.string(), status: z.enum(["success", "error"]) }),
    async answer({ arguments: given }, { episodeId = "", name = "" }) {
      const episode = episodes.touch(episodeId);
      if (episode === undefined) return noEpisode(episodeId);
      return callTool({ task: episode.task, name, arguments: given });
    },
  });
}
