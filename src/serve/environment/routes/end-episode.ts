import { z } from "zod";
import { createRoute } from "../../http/route.js";
import { fields } from "../fields.js";
import { noEpisode, type World } from "../world.js";

/** `DELETE /episodes/{episodeId}`: ends a rollout. */
export function endEpisodeRoute({ episodes }: World) {
  return createRoute({
    method: "delete",
    path: "/episodes/{episodeId}",
    name: "endEpisode",
    summary: "End an episode.",
    refusals: ["EPISODE_NOT_FOUND"],
    output: z.strictObject({ episodeId: fields.episodeId }),
    answer: (_, { episodeId = "" }) =>
      episodes.end(episodeId) ? { episodeId } : noEpisode(episodeId),
  });
}
