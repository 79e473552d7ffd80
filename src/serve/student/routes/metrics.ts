import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { StudentService } from "../student-service.js";

const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/** `GET /metrics`: all metrics in Prometheus text format. */
export function metricsRoute({ metrics }: StudentService) {
  return createRoute({
    method: "get",
    path: "/metrics",
    operationId: "readMetrics",
    summary: "Requests, latencies, tokens and failures in Prometheus text format.",
    output: z.custom<Response>().meta({ type: "string", description: "Lines of text." }),
    mediaType: "text/plain",
    handle: async () =>
      new Response(await metrics.print(), { headers: { "Content-Type": TEXT_FORMAT } }),
  });
}
