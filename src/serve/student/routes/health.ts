import { z } from "zod";
import { createRoute } from "../../http/route.js";
import { SHUTTING_DOWN } from "../../http/stopped.js";
import type { Site } from "../site.js";

/** `GET /health`: that the server runs, what it serves and how busy it is. */
export function healthRoute({ name, dataset, admission }: Site) {
  return createRoute({
    method: "get",
    path: "/health",
    name: "checkHealth",
    summary: "Say that the server runs, what it serves and how busy it is.",
    refusals: ["SHUTTING_DOWN"],
    output: z.strictObject({
      status: z.literal("ok"),
      model: z.string(),
      dataset: z.string(),
      synthetic: z.boolean().describe("True when the dataset's interactions were generated."),
      running: z.int().describe("Requests that are being answered by the model."),
      waiting: z.int().describe("Requests that wait for their turn."),
    }),
    answer() {
      if (admission.isClosed()) return SHUTTING_DOWN;
      const { name: data, synthetic } = dataset;
      return {
        status: "ok" as const,
        model: name,
        dataset: data,
        synthetic,
        ...admission.counts(),
      };
    },
  });
}
