import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";
import { episodeNotFound, fields } from "./common.js";

/** `DELETE /episodes/{episodeId}`: ends a rollout. */
export function endEpisodeRoute({ episodes }: EnvironmentState) {
  return createRoute({
    method: "delete",
    path: "/episodes/{episodeId}",
    operationId: "endEpisode",
    summary: "End an episode.",
    errors: ["EPISODE_NOT_FOUND"],
    output: z.strictObject({ episodeId: fields.episodeId }),
    handle: (_, { episodeId = "" }) =>
      episodes.end(episodeId) ? { episodeId } : episodeNotFound(episodeId),
  });
}
