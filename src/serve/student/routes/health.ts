import { z } from "zod";
import { SHUTTING_DOWN } from "../../http/abort.js";
import { createRoute } from "../../http/route.js";
import type { StudentService } from "../student-service.js";

/** `GET /health`: status, model, dataset and load; 503 during shutdown. */
export function studentHealthRoute({ name, dataset, admission }: StudentService) {
  return createRoute({
    method: "get",
    path: "/health",
    operationId: "checkHealth",
    summary: "Report that the server runs, its model and dataset, and its load.",
    errors: ["SHUTTING_DOWN"],
    output: z.strictObject({
      status: z.literal("ok"),
      model: z.string(),
      dataset: z.string(),
      synthetic: z.boolean().describe("True when the dataset's interactions were generated."),
      running: z.int().describe("Requests in progress."),
      waiting: z.int().describe("Queued requests."),
    }),
    handle() {
      if (admission.isClosed()) return SHUTTING_DOWN;
      return {
        status: "ok" as const,
        model: name,
        dataset: dataset.name,
        synthetic: dataset.synthetic,
        ...admission.counts(),
      };
    },
  });
}
