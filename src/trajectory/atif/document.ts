import { z } from "zod";

/** Versions of ATIF that are read. */
export const ATIF_VERSIONS = [
  "ATIF-v1.0",
  "ATIF-v1.1",
  "ATIF-v1.2",
  "ATIF-v1.3",
  "ATIF-v1.4",
  "ATIF-v1.5",
  "ATIF-v1.6",
  "ATIF-v1.7",
  "ATIF-v1.8",
] as const;

const count = z.int().min(0);
const extra = z.record(z.string(), z.json()).nullish();

const partSchema = z.union([
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.enum(["image", "audio"]),
    /** `path` is a file or an address. */
    source: z.object({ media_type: z.string(), path: z.string() }),
  }),
]);
/** A part of a message. */
export type AtifPart = z.infer<typeof partSchema>;

const contentSchema = z.union([z.string(), z.array(partSchema)]);

const resultSchema = z.object({
  /** Id of a call of the same step. */
  source_call_id: z.string().nullish(),
  content: contentSchema.nullish(),
  subagent_trajectory_ref: z
    .array(
      z.object({
        trajectory_id: z.string().nullish(),
        session_id: z.string().nullish(),
        trajectory_path: z.string().nullish(),
      }),
    )
    .nullish(),
  extra,
});
/** The answer of a tool, or a reference to the work of another agent. */
export type AtifResult = z.infer<typeof resultSchema>;

const callSchema = z.object({
  tool_call_id: z.string(),
  function_name: z.string(),
  arguments: z.record(z.string(), z.json()),
  extra,
});
/** A tool call. */
export type AtifCall = z.infer<typeof callSchema>;

const stepSchema = z.object({
  step_id: z.int().min(1),
  source: z.enum(["system", "user", "agent"]),
  model_name: z.string().nullish(),
  message: contentSchema,
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
  observation: z.object({ results: z.array(resultSchema) }).nullish(),
  metrics: z
    .object({
      prompt_tokens: count.nullish(),
      completion_tokens: count.nullish(),
      prompt_token_ids: z.array(z.int()).nullish(),
      completion_token_ids: z.array(z.int()).nullish(),
      logprobs: z.array(z.number()).nullish(),
      extra,
    })
    .nullish(),
  /** True for a turn of an earlier trajectory, which must not be trained. */
  is_copied_context: z.boolean().nullish(),
  /** 0 for a step of an agent without a model. */
  llm_call_count: count.nullish(),
  extra,
});
/** One turn, with the answers to its calls. */
export type AtifStep = z.infer<typeof stepSchema>;

/** Zod schema of {@link AtifDocument}: the members that are read; others are ignored. */
export const atifDocumentSchema = z.object({
  schema_version: z.enum(ATIF_VERSIONS),
  session_id: z.string().nullish(),
  trajectory_id: z.string().nullish(),
  agent: z.object({
    name: z.string(),
    version: z.string(),
    model_name: z.string().nullish(),
    tool_definitions: z.array(z.record(z.string(), z.json())).nullish(),
    extra,
  }),
  steps: z.array(stepSchema).min(1),
  notes: z.string().nullish(),
  final_metrics: z
    .object({
      total_prompt_tokens: count.nullish(),
      total_completion_tokens: count.nullish(),
      total_steps: count.nullish(),
    })
    .nullish(),
  /** A file in which the trajectory goes on. */
  continued_trajectory_ref: z.string().nullish(),
  extra,
  get subagent_trajectories() {
    return z.array(atifDocumentSchema).nullish();
  },
});
/**
 * A trajectory in Harbor's Agent Trajectory Interchange Format: the conversation of one agent, with those of other agents embedded.
 *
 * @see https://harborframework.com/docs/trajectory-format
 */
export type AtifDocument = z.infer<typeof atifDocumentSchema>;
