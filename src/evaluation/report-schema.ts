import { z } from "zod";
import { SCENARIOS, SPLITS } from "../types.js";
import { forEachMetric } from "./metrics.js";

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const interval = z.tuple([z.number(), z.number()]);

/** The conditions that figures were measured under. */
export const protocolSchema = z.strictObject({
  dataset: z.string(),
  /** True if the interactions are generated. */
  synthetic: z.boolean(),
  scenario: z.enum(SCENARIOS),
  split: z.enum(SPLITS),
  /** Candidates per task: the held-out item and its negatives. If they are the whole catalog, the most of any task. */
  candidateCount: count,
  /** How negatives are sampled. */
  negatives: z.string(),
  /** Negative sets per held-out item. */
  draws: count,
  seed: z.int(),
  tasks: count,
  /** Ties count against the policy. */
  ties: z.literal("against"),
});
/** The conditions that figures were measured under. */
export type EvaluationProtocol = z.infer<typeof protocolSchema>;

/** HR@k and NDCG@k with their 95% intervals. */
const cutoffSchema = z.strictObject({
  k: z.int().min(1),
  HR: fraction,
  NDCG: fraction,
  ci95: z.strictObject({ HR: interval, NDCG: interval }),
});

/** Results of one policy. Metrics are fractions in [0, 1], averaged per user and then over users. */
const reportRowSchema = z.strictObject({
  policy: z.string(),
  /** A note for readers, such as "simulated: offline model, no LLM". */
  note: z.string().optional(),
  tasks: count,
  ...forEachMetric(() => fraction),
  /** The 95% percentile bootstrap interval of each metric, `[low, high]`, over users. */
  ci95: z.strictObject(forEachMetric(() => interval)),
  /** HR@k and NDCG@k for further values of k, in the order in which they were given; absent without any. */
  cutoffs: z.array(cutoffSchema).optional(),
  /** Mean per answered task; null if the policy does not report it. */
  modelCalls: z.number().min(0).nullable(),
  /** Mean per answered task; null if the policy does not report it. */
  tokens: z.number().min(0).nullable(),
  /** Repairs of the model's replies by kind, summed over answered tasks; absent if there were none. */
  repairs: z.record(z.string(), count).optional(),
  /** Percentiles over answered tasks; null if there are none. */
  latencyMs: z.strictObject({ p50: z.number().nullable(), p95: z.number().nullable() }),
  /** Percentiles over answered tasks with the model of `simulation`; absent if not simulated. */
  simulatedLatencyMs: z.strictObject({ p50: z.number(), p95: z.number() }).optional(),
  /** Tasks with a valid answer. `completed + failed = tasks`. */
  completed: count,
  /** Tasks on which the policy threw or gave an invalid answer; they count as misses in all metrics. */
  failed: count,
  /** Tasks whose ranking omitted candidates, which were then appended. */
  appended: count,
  /**
   * Positions in the list of candidates of the items that were ranked first: mean from 1, the mean without bias, and the distance between
   * the two in standard errors; of how many answers. Absent if there are none.
   */
  firstPosition: z
    .strictObject({ mean: z.number(), expected: z.number(), z: z.number(), answers: count })
    .optional(),
});
/** Results of one policy. */
export type ReportRow = z.infer<typeof reportRowSchema>;

/** Comparison of two policies: HR of `a` minus HR of `b` on the same tasks. */
const pairedRowSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  /** Positive if `a` is better. */
  difference: z.number().min(-1).max(1),
  /** The 95% percentile bootstrap interval of the difference, `[low, high]`, over users. */
  ci95: interval,
  /** Two-sided p-value of a randomization test over users. */
  p: fraction,
  /** The p-value, adjusted by Holm's method for all comparisons of the report. */
  adjustedP: fraction,
  /** The true difference that such a test would find with a probability of 80%. */
  detectable: z.number().min(0),
});
/** Comparison of two policies. */
export type PairedRow = z.infer<typeof pairedRowSchema>;

const atCuts = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ "@1": value, "@3": value, "@5": value });

/** Coverage of the catalog, and preference for popular items. */
const catalogSchema = z.strictObject({
  /** Distinct items among the candidates of all tasks. */
  items: count,
  /** Mean popularity percentile of candidates, averaged per user and then over users. */
  candidates: fraction,
  /** That of held-out items. */
  heldOut: fraction,
  rows: z.array(
    z.strictObject({
      policy: z.string(),
      /** Share of `items` that are among the first 1, 3 or 5 of any task; null if the first items of an answer are unknown. */
      coverage: atCuts(fraction.nullable()),
      /** Mean popularity percentile of the first 1, 3 or 5 items of a task; null if no task was answered, or they are unknown. */
      popularity: atCuts(fraction.nullable()),
    }),
  ),
});
/** Coverage of the catalog, and preference for popular items. */
export type CatalogReport = z.infer<typeof catalogSchema>;

/** HR in groups of tasks. */
const groupsSchema = z.strictObject({
  /** The length of the history, or the interactions of the held-out item. */
  by: z.enum(["history", "popularity"]),
  /** From low to high. */
  groups: z.array(
    z.strictObject({
      /** Lowest and highest value in the group. */
      from: count,
      to: count,
      tasks: count,
      users: count,
      rows: z.array(z.strictObject({ policy: z.string(), HR: fraction, ci95: interval })),
    }),
  ),
});
/** HR in groups of tasks. */
export type GroupReport = z.infer<typeof groupsSchema>;

/** HR on validation tasks during the training of a student. */
const trainingSchema = z.strictObject({
  policy: z.string(),
  validationTasks: count,
  points: z.array(
    z.strictObject({
      /** Supervised fine-tuning, then reinforcement learning. */
      stage: z.enum(["sft", "rl"]),
      /** Updates of SFT, or iterations of reinforcement learning, so far. */
      at: count,
      HR: fraction,
    }),
  ),
});
/** HR on validation tasks during the training of a student. */
export type TrainingCurve = z.infer<typeof trainingSchema>;

const answerSchema = z.strictObject({
  /** Rank of the held-out item; null without an answer. */
  rank: z.int().min(1).nullable(),
  /** Title of the item that was ranked first; null without an answer. */
  first: z.string().nullable(),
});
const disagreementsSchema = z.strictObject({
  /** Number of tasks. */
  tasks: count,
  /** Those with the largest difference. */
  largest: z.array(
    z.strictObject({
      taskId: z.string(),
      /** Title of the held-out item. */
      heldOut: z.string(),
      /** Length of the history. */
      history: count,
      /** Interactions of the held-out item. */
      interactions: count,
      student: answerSchema,
      teacher: answerSchema,
    }),
  ),
});
/** Tasks on which a student and its teacher differ. */
const studentSchema = z.strictObject({
  student: z.string(),
  teacher: z.string(),
  /** The student ranks the held-out item higher. */
  corrected: disagreementsSchema,
  /** The student ranks it lower. */
  failed: disagreementsSchema,
  /** Number of tasks with the same rank. */
  equal: count,
});
/** Tasks on which a student and its teacher differ. */
export type DisagreementReport = z.infer<typeof studentSchema>;

/** The model of simulated latencies. Tools take no time, and parallel agents take the time of the slowest. */
export const simulationSchema = z.strictObject({
  /** Milliseconds per call until the first token. */
  callMs: z.number().min(0),
  /** Milliseconds per generated token. */
  tokenMs: z.number().min(0),
});
/** The model of simulated latencies. */
export type Simulation = z.infer<typeof simulationSchema>;

/** The machine on which latencies were measured. */
const environmentSchema = z.strictObject({
  node: z.string(),
  /** Operating system and architecture, such as `linux-x64`. */
  platform: z.string(),
  cpuModel: z.string(),
  cpuCount: count,
  packageVersion: z.string(),
});
/** The machine on which latencies were measured. */
export type ReportEnvironment = z.infer<typeof environmentSchema>;

/** The format of `report.json`. Except for latencies, equal policies, tasks and seeds give equal bytes. */
export const reportSchema = z.strictObject({
  protocol: protocolSchema,
  rows: z.array(reportRowSchema),
  paired: z.array(pairedRowSchema),
  /** Present if the interactions of items were given. */
  catalog: catalogSchema.optional(),
  /** HR by history and by popularity; present if the interactions of items were given. */
  groups: z.array(groupsSchema).optional(),
  /** Present if students were evaluated beside their teacher, and the interactions of items were given. */
  disagreements: z.array(studentSchema).optional(),
  /** Of the students whose training is recorded; absent without any. */
  training: z.array(trainingSchema).optional(),
  /** Present if latencies were simulated. */
  simulation: simulationSchema.optional(),
  environment: environmentSchema,
});
/** The content of `report.json`. */
export type Report = z.infer<typeof reportSchema>;
/** A report without the machine of the latencies, which is unknown where records are of several ones. */
export type ReportTables = Omit<Report, "environment">;
