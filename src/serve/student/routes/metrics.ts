import { z } from "zod";
import { createRoute } from "../../http/route.js";
import type { Site } from "../site.js";

const TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

/** `GET /metrics`: what is counted, for Prometheus. */
export function metricsRoute({ metrics }: Site) {
  return createRoute({
    method: "get",
    path: "/metrics",
    name: "readMetrics",
    summary: "Requests, latencies, tokens and failures in Prometheus' text format.",
    output: z.custom<Response>().meta({ type: "string", description: "Lines of text." }),
    mediaType: "text/plain",
    answer: async () =>
      new Response(await metrics.print(), { headers: { "Content-Type": TEXT_FORMAT } }),
  });
}
