import { z } from "zod";
import { SCENARIOS, SPLITS } from "../types.js";
import { jsonValue } from "./json-value.js";
import { MISSING_PARTS } from "./missing-parts.js";
import { messageRecordSchema, modelCallSchema } from "./model-call.js";
import { timingSchema } from "./timing.js";

/** Schema version that is written. It changes when a reader of the old version would misread the new one. */
export const TRAJECTORY_SCHEMA = "star.trajectory/2";

/** Schema versions that are read. Version 1 has no `messages`, `calls` and `missing`. */
export const TRAJECTORY_SCHEMAS = ["star.trajectory/1", TRAJECTORY_SCHEMA] as const;

/** Kinds of {@link Step}. */
export const STEP_KINDS = [
  "plan",
  "analysis",
  "tool_call",
  "tool_response",
  "reflection",
  "recommend",
] as const;
/** One of {@link STEP_KINDS}. */
export type StepKind = (typeof STEP_KINDS)[number];

const stepFields = {
  /** Agent path inside the graph, such as `recent_interest`; empty for the graph itself. */
  agent: z.string(),
  /** The graph node that produced the step. */
  node: z.string(),
  /** 1 for the first pass; 2 and more after a reflection has sent the agent back. */
  round: z.int().min(1),
  timing: timingSchema.optional(),
};

const textStep = (kind: "plan" | "analysis" | "reflection" | "recommend") =>
  z.strictObject({
    kind: z.literal(kind),
    /** The text of the model, unchanged. */
    content: z.string(),
    ...stepFields,
  });

/** Zod schema of {@link Step}. */
export const stepSchema = z.discriminatedUnion("kind", [
  textStep("plan"),
  textStep("analysis"),
  textStep("reflection"),
  textStep("recommend"),
  z.strictObject({
    kind: z.literal("tool_call"),
    /** `call_1`, `call_2`, ...: numbered, not the provider's id, so that a seed gives the same bytes. */
    callId: z.string(),
    name: z.string(),
    /** Parsed arguments; the raw text when it is not a JSON object. */
    arguments: z.union([z.record(z.string(), jsonValue), z.string()]),
    ...stepFields,
  }),
  z.strictObject({
    kind: z.literal("tool_response"),
    /** `callId` of the call that the response answers. */
    callId: z.string(),
    name: z.string(),
    content: z.string(),
    status: z.enum(["success", "error"]),
    /** The tool that ran, if a person or a middleware chose another than the call. */
    ranAs: z.string().optional(),
    /** The arguments that the tool ran with, if a person or a middleware changed those of the call. */
    ranWith: jsonValue.optional(),
    ...stepFields,
  }),
]);
/** One step of a trajectory. Steps are in logical order: parallel branches one after the other, in the order of their start. */
export type Step = z.infer<typeof stepSchema>;

/** How an execution ended. */
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

/** The result. `heldOut` and values derived from it occur here only, never in text that an agent reads. */
const outcomeSchema = z.strictObject({
  heldOut: z.string(),
  /** Distinct candidates in the order of the recommendation, best first. */
  ranking: z.array(z.string()),
  /** Rank of the held-out item, from 1; null when it is not in the ranking. */
  rank: z.int().min(1).nullable(),
  /** Reward of the trajectory's linear text; null when it was not computed. */
  reward: z.number().nullable(),
});

/** Zod schema of {@link Trajectory}. Unknown fields are rejected. `docs/trajectory-format.md` explains every field. */
export const trajectorySchema = z.strictObject({
  schema: z.enum(TRAJECTORY_SCHEMAS),
  /** Unique per file; derived from task, seed and sample, never from a clock. */
  id: z.string(),
  /** Null for a graph that does not recommend. */
  task: taskSchema.nullable(),
  /** Index among several samples of the same task, from 0. */
  sample: z.int().min(0),
  source: z.strictObject({
    /** Name of the graph, such as `star-teacher`. */
    graph: z.string(),
    /** Hash of everything that determines the graph's behavior: prompts, options, tools, data. */
    fingerprint: z.string(),
    /** Names of the models used, without duplicates. */
    models: z.array(z.string()),
    temperature: z.number().nullable(),
  }),
  /** Messages of the first model call, before its first reply, as text. */
  prompt: z.array(z.strictObject({ role: z.enum(["system", "user"]), content: z.string() })),
  /** All offered tools as OpenAI function definitions. Two agents can offer different tools of one name. */
  tools: z.array(
    z.strictObject({
      type: z.literal("function"),
      function: z.strictObject({
        name: z.string(),
        description: z.string(),
        parameters: z.record(z.string(), jsonValue),
      }),
    }),
  ),
  /** Distinct messages of all model calls, in the order of their first appearance. */
  messages: z.array(messageRecordSchema).optional(),
  /** All model calls: those of the result in logical order, then the discarded ones. */
  calls: z.array(modelCallSchema).optional(),
  /** What the execution did, in logical order; derived from the calls and tool answers. */
  steps: z.array(stepSchema),
  usage: z.strictObject({
    modelCalls: z.int().min(0),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
  }),
  outcome: outcomeSchema.nullable(),
  status: z.enum(TRAJECTORY_STATUSES),
  /** Why the execution did not complete; null for a completed one. */
  error: z.string().nullable(),
  /**
   * Present when the steps do not contain all work: that of a cached, unfinished or failed node, or that before a resumption, is
   * missing.
   */
  incomplete: z.literal(true).optional(),
  /** Parts that the source of the recording does not contain, sorted. */
  missing: z.array(z.enum(MISSING_PARTS)).optional(),
  timing: timingSchema.optional(),
});
/** One recorded execution of a graph. */
export type Trajectory = z.infer<typeof trajectorySchema>;
