import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { World } from "../world.js";

/** `GET /health`: that the server runs, and over what. */
export function healthRoute({ dataset, episodes }: World) {
  return createRoute({
    method: "get",
    path: "/health",
    name: "checkHealth",
    summary: "Say that the server runs, and over which dataset.",
    output: z.strictObject({
      status: z.literal("ok"),
      dataset: z.string(),
      synthetic: z.boolean().describe("True when the dataset's interactions were generated."),
      episodes: z.int().describe("Episodes in progress."),
    }),
    answer: () => ({
      status: "ok" as const,
      dataset: dataset.name,
      synthetic: dataset.synthetic,
      episodes: episodes.count(),
    }),
  });
}
