import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { EnvironmentState } from "../environment-state.js";

/** `GET /health`: status, dataset and number of episodes. */
export function environmentHealthRoute({ dataset, episodes }: EnvironmentState) {
  return createRoute({
    method: "get",
    path: "/health",
    operationId: "checkHealth",
    summary: "Report that the server runs, and its dataset.",
    output: z.strictObject({
      status: z.literal("ok"),
      dataset: z.string(),
      synthetic: z.boolean().describe("True when the dataset's interactions were generated."),
      episodes: z.int().describe("Episodes in progress."),
    }),
    handle: () => ({
      status: "ok" as const,
      dataset: dataset.name,
      synthetic: dataset.synthetic,
      episodes: episodes.count(),
    }),
  });
}
