import { importOptional } from "../../optional.js";
import type { Admission } from "../http/admission.js";
import type { AnsweredRequest } from "../http/create-app.js";

/** Prometheus metrics of one student server. */
export interface Metrics {
  countResponse(answered: AnsweredRequest): void;
  countTokens(tokens: { readonly inputTokens: number; readonly outputTokens: number }): void;
  countModelError(): void;
  observeSeconds(path: string, seconds: number): void;
  /** Returns all metrics in Prometheus text format. */
  print(): Promise<string>;
}

/** Histogram buckets in seconds: embedded models take milliseconds, large models up to a minute. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Creates the metrics of one server in a registry of its own, so that servers in one process do not share counts.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `prom-client`.
 */
export async function createMetrics(admission: Pick<Admission, "counts">): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry } = await importOptional(
    "prom-client",
    "A student server",
    () => import("prom-client"),
  );
  const registry = new Registry();
  const registers = [registry];
  const responses = new Counter({
    name: "star_requests_total",
    help: "Requests by route, method and status; for a stream the status at its start.",
    labelNames: ["path", "method", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "star_request_seconds",
    help: "Time from a request's arrival to the end of its response, for routes that call the model.",
    labelNames: ["path"],
    buckets: BUCKETS,
    registers,
  });
  const tokens = new Counter({
    name: "star_tokens_total",
    help: "Tokens read (input) and generated (output), as counted by the model.",
    labelNames: ["direction"],
    registers,
  });
  const errors = new Counter({
    name: "star_model_errors_total",
    help: "Failures of the model or its graph; aborted requests are not counted.",
    registers,
  });
  for (const state of ["running", "waiting"] as const) {
    const gauge = new Gauge({
      name: `star_requests_${state}`,
      help: `Number of ${state} requests.`,
      registers: [],
      collect() {
        this.set(admission.counts()[state]);
      },
    });
    registry.registerMetric(gauge);
  }
  return {
    countResponse: ({ path, method, status }) => responses.inc({ path, method, status }),
    countTokens({ inputTokens, outputTokens }) {
      tokens.inc({ direction: "input" }, inputTokens);
      tokens.inc({ direction: "output" }, outputTokens);
    },
    countModelError: () => errors.inc(),
    observeSeconds: (path, value) => seconds.observe({ path }, value),
    print: () => registry.metrics(),
  };
}
