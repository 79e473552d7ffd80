import { z } from "zod";
import { SCENARIOS, SPLITS } from "../types.js";
import { forEachMetric } from "./metrics.js";

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const interval = z.tuple([z.number(), z.number()]);

/** What a figure means: no metric is worth anything without it. */
export const protocolSchema = z.strictObject({
  dataset: z.string(),
  /** True when the interactions were generated. */
  synthetic: z.boolean(),
  scenario: z.enum(SCENARIOS),
  split: z.enum(SPLITS),
  /** The held-out item and its negatives. */
  candidateCount: count,
  /** How the negatives were chosen. */
  negatives: z.string(),
  /** Sets of negatives a held-out item. */
  draws: count,
  seed: z.int(),
  tasks: count,
  /** Equal scores count against the policy. */
  ties: z.literal("against"),
});
export type Protocol = z.infer<typeof protocolSchema>;

/** One policy. Metrics are fractions from 0 to 1, means over users of the mean over a user's tasks. */
export const reportRowSchema = z.strictObject({
  policy: z.string(),
  /** What a reader must know about the policy, such as "simulated: offline model, no LLM". */
  note: z.string().optional(),
  tasks: count,
  ...forEachMetric(() => fraction),
  /** The 95% percentile bootstrap interval of each metric, `[low, high]`, over users. */
  ci95: z.strictObject(forEachMetric(() => interval)),
  /** Mean per answered task; null where the policy does not say. */
  modelCalls: z.number().min(0).nullable(),
  /** Mean per answered task; null where the policy does not say. */
  tokens: z.number().min(0).nullable(),
  /** Of answered tasks; null when there is none. */
  latencyMs: z.strictObject({ p50: z.number().nullable(), p95: z.number().nullable() }),
  /** Of answered tasks, with the model of {@link simulationSchema}; absent where it was not simulated. */
  simulatedLatencyMs: z.strictObject({ p50: z.number(), p95: z.number() }).optional(),
  /** Tasks with an answer. `completed + failed = tasks`. */
  completed: count,
  /** Tasks on which the policy threw or gave no valid answer. Each counts as a miss in every metric. */
  failed: count,
  /** Tasks whose ranking left out candidates, which were then put behind it. */
  appended: count,
});
export type ReportRow = z.infer<typeof reportRowSchema>;

/** HR of `a` minus HR of `b` on the same tasks. */
export const pairedRowSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  /** Above 0 when `a` is better. */
  difference: z.number().min(-1).max(1),
  /** The 95% percentile bootstrap interval of the difference, `[low, high]`, over users. */
  ci95: interval,
});
export type PairedRow = z.infer<typeof pairedRowSchema>;

/** The model whose latencies were simulated. Tools cost nothing, and of agents that work side by side the slowest counts. */
export const simulationSchema = z.strictObject({
  /** Milliseconds that each call takes before its first token. */
  callMs: z.number().min(0),
  /** Milliseconds for each token that it generates. */
  tokenMs: z.number().min(0),
});
export type Simulation = z.infer<typeof simulationSchema>;

/** The machine that latencies were measured on. */
export const environmentSchema = z.strictObject({
  node: z.string(),
  /** Such as `linux-x64`. */
  platform: z.string(),
  cpuModel: z.string(),
  cpuCount: count,
  packageVersion: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** `report.json`. Latencies apart, the same policies, tasks and seed give the same bytes. */
export const reportSchema = z.strictObject({
  protocol: protocolSchema,
  rows: z.array(reportRowSchema),
  paired: z.array(pairedRowSchema),
  /** Present when latencies were simulated, too. */
  simulation: simulationSchema.optional(),
  environment: environmentSchema,
});
export type Report = z.infer<typeof reportSchema>;
