import { importOptional } from "../../optional.js";
import type { Admission } from "../http/admission.js";
import type { Answered } from "../http/create-app.js";

/** What a server counts for Prometheus. */
export interface Metrics {
  countAnswer(answered: Answered): void;
  countTokens(tokens: { readonly inputTokens: number; readonly outputTokens: number }): void;
  countModelError(): void;
  observeSeconds(path: string, seconds: number): void;
  /** All of it in Prometheus' text format. */
  print(): Promise<string>;
}

/** From an embedded model's milliseconds to a large model's minute, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** @throws {StarError} `DEPENDENCY_MISSING` without `prom-client`. */
export async function createMetrics(admission: Pick<Admission, "counts">): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry } = await importOptional(
    "prom-client",
    "A student's server",
    () => import("prom-client"),
  );
  const registry = new Registry();
  const registers = [registry];
  const answers = new Counter({
    name: "star_requests_total",
    help: "Requests by route, method and status; of a stream the status with which it began.",
    labelNames: ["path", "method", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "star_request_seconds",
    help: "Time from a request's arrival to the end of its answer, for routes that ask the model.",
    labelNames: ["path"],
    buckets: BUCKETS,
    registers,
  });
  const tokens = new Counter({
    name: "star_tokens_total",
    help: "Tokens that the model read (input) and wrote (output), as it counts them.",
    labelNames: ["direction"],
    registers,
  });
  const errors = new Counter({
    name: "star_model_errors_total",
    help: "Requests that the model or its graph failed to answer; not those that were stopped.",
    registers,
  });
  for (const state of ["running", "waiting"] as const) {
    const gauge = new Gauge({
      name: `star_requests_${state}`,
      help: `Requests that are ${state} now.`,
      registers: [],
      collect() {
        this.set(admission.counts()[state]);
      },
    });
    registry.registerMetric(gauge);
  }
  return {
    countAnswer: ({ path, method, status }) => answers.inc({ path, method, status }),
    countTokens({ inputTokens, outputTokens }) {
      tokens.inc({ direction: "input" }, inputTokens);
      tokens.inc({ direction: "output" }, outputTokens);
    },
    countModelError: () => errors.inc(),
    observeSeconds: (path, value) => seconds.observe({ path }, value),
    print: () => registry.metrics(),
  };
}
