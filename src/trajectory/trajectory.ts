import { z } from "zod";
import { SCENARIOS, SPLITS } from "../types.js";

/** The version every record carries. It changes when a reader of the old form would misread the new one. */
export const TRAJECTORY_SCHEMA = "star.trajectory/1";

export const STEP_KINDS = [
  "plan",
  "analysis",
  "tool_call",
  "tool_response",
  "reflection",
  "recommend",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** Where times stand, and nowhere else: leave `timing` out and two runs of one seed are equal. */
const timingSchema = z.strictObject({
  /** Milliseconds since the execution began. */
  startMs: z.number(),
  durationMs: z.number(),
});

const stepFields = {
  /** Agent path inside the graph, such as `recent_interest`; empty for the graph itself. */
  agent: z.string(),
  /** The graph node that produced the step. */
  node: z.string(),
  /** 1 for the first pass; 2 and more after a reflection sent the agent back. */
  round: z.int().min(1),
  timing: timingSchema.optional(),
};

const textStep = (kind: "plan" | "analysis" | "reflection" | "recommend") =>
  z.strictObject({
    kind: z.literal(kind),
    /** Exactly what the model wrote. */
    content: z.string(),
    ...stepFields,
  });

/** One thing that happened, in logical order (parallel branches one after the other, in the order they were sent). */
export const stepSchema = z.discriminatedUnion("kind", [
  textStep("plan"),
  textStep("analysis"),
  textStep("reflection"),
  textStep("recommend"),
  z.strictObject({
    kind: z.literal("tool_call"),
    /** Derived (`call_1`, `call_2`, ...), so that a seed gives the same bytes; the response repeats it. */
    callId: z.string(),
    name: z.string(),
    /** Parsed arguments; the raw text when the model wrote broken JSON. */
    arguments: z.union([z.record(z.string(), z.json()), z.string()]),
    ...stepFields,
  }),
  z.strictObject({
    kind: z.literal("tool_response"),
    callId: z.string(),
    name: z.string(),
    content: z.string(),
    status: z.enum(["success", "error"]),
    ...stepFields,
  }),
]);
export type Step = z.infer<typeof stepSchema>;

export const TRAJECTORY_STATUSES = ["completed", "failed", "truncated", "interrupted"] as const;

const taskSchema = z.strictObject({
  id: z.string(),
  dataset: z.string(),
  synthetic: z.boolean(),
  scenario: z.enum(SCENARIOS),
  split: z.enum(SPLITS),
  draw: z.int().min(0),
  seed: z.int(),
  userId: z.string(),
  candidates: z.array(z.string()),
});

/** What came of it. `heldOut` and what follows from it stand here only, never where an agent could read it. */
const outcomeSchema = z.strictObject({
  heldOut: z.string(),
  /** Distinct candidates, best first, as written. */
  ranking: z.array(z.string()),
  /** 1 for first place; null when the held-out item is not in the ranking. */
  rank: z.int().min(1).nullable(),
  /** The shared reward of the written trajectory; null where it was not computed. */
  reward: z.number().nullable(),
});

/** One execution as one line of JSON: {@link TRAJECTORY_SCHEMA}. `docs/trajectory-format.md` explains every field. */
export const trajectorySchema = z.strictObject({
  schema: z.literal(TRAJECTORY_SCHEMA),
  /** Unique; derived from the task, the seed and the sample, never from a clock. */
  id: z.string(),
  /** Null for a graph that has nothing to do with recommendation. */
  task: taskSchema.nullable(),
  /** Which of several samples of the same task, from 0. */
  sample: z.int().min(0),
  source: z.strictObject({
    /** Name of the graph that ran, such as `star-teacher`. */
    graph: z.string(),
    /** Hash of what decides the graph's behaviour: prompts, options, tools, data. */
    fingerprint: z.string(),
    /** Model names, one for each model used. */
    models: z.array(z.string()),
    temperature: z.number().nullable(),
  }),
  /** The conversation's opening: what the agent was told before its first step. */
  prompt: z.array(z.strictObject({ role: z.enum(["system", "user"]), content: z.string() })),
  /** The tools that were offered, as OpenAI-style function definitions. */
  tools: z.array(
    z.strictObject({
      type: z.literal("function"),
      function: z.strictObject({
        name: z.string(),
        description: z.string(),
        parameters: z.record(z.string(), z.json()),
      }),
    }),
  ),
  steps: z.array(stepSchema),
  usage: z.strictObject({
    modelCalls: z.int().min(0),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
  }),
  outcome: outcomeSchema.nullable(),
  status: z.enum(TRAJECTORY_STATUSES),
  /** Why the execution did not complete; null when it did. */
  error: z.string().nullable(),
  /** Present when work was done that the steps do not show: by a cached, unfinished or failed node, or before a resumption. */
  incomplete: z.literal(true).optional(),
  timing: timingSchema.optional(),
});
export type Trajectory = z.infer<typeof trajectorySchema>;
