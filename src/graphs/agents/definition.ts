import { z } from "zod";

/** What an agent reports unless its definition brings its own schema. */
export const reportSchema = z.object({
  reasoning: z
    .string()
    .min(1)
    .describe("What the tool answers say about this user, with the figures that matter."),
  favorites: z
    .array(
      z.object({
        item_id: z.string(),
        reason: z.string().describe("The evidence for it, in one sentence."),
      }),
    )
    .max(5)
    .describe("Up to five candidates this evidence favours, best first."),
});
export type Report = z.infer<typeof reportSchema>;

/**
 * An agent of the teacher as a plain object. Pass your own in `createTeacher({ agents })` to add or replace one.
 */
export interface AgentDefinition {
  /** Unique, snake_case; it names the graph node. */
  readonly name: string;
  /** One line for the planner: what this agent is good for. */
  readonly description: string;
  /** The role's instructions. They should begin with "You are the NAME agent". */
  readonly prompt: string;
  /** Names of the tools it may call. */
  readonly tools: readonly string[];
  /** The form of its answer. Default {@link reportSchema}. */
  readonly schema?: z.ZodType;
}
