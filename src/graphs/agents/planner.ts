import { Overwrite } from "@langchain/langgraph";
import { z } from "zod";
import { withoutCandidates } from "../../text/task-prompt.js";
import type { TeacherAgent } from "../agent-definition.js";
import type { AnsweringModel } from "../answering-model.js";
import { askModel } from "../ask-model.js";
import { assertTaskState } from "../check-options.js";
import { request, rolePrompt } from "../prompts.js";
import {
  type Assignment,
  assignmentSchema,
  type Finding,
  planSchema,
  type Reflection,
  type TeacherState,
} from "../state.js";

/** Default instructions of the planner. */
export const PLANNER_PROMPT = `You are the planner of a team that recommends items to one user.
Read the sketch of the user's history and decide which agents should look into it and what each should find out. Ask
only those that can add something: a short history says little about lasting taste, a change of direction needs a
comparison of recent and lasting interests, a steady taste does not. Give each agent a question of its own.`;

/** Options of {@link createPlannerNode}. */
export interface PlannerOptions {
  readonly llm: AnsweringModel;
  readonly agents: readonly TeacherAgent[];
  readonly maxRepairs: number;
  /** Default: {@link PLANNER_PROMPT}. */
  readonly instructions?: string;
}

/** Reads `opening`; writes `plan`, `assignments` and `round`, and clears what an earlier task of the thread left. */
export function createPlannerNode({
  llm,
  agents,
  maxRepairs,
  instructions = PLANNER_PROMPT,
}: PlannerOptions) {
  const names = agents.map(({ name }) => name);
  const named = planSchema.extend({ assignments: assignmentsTo(names, 1) });
  const schema = named.refine(({ assignments }) => areDistinctAndKnown(assignments, names), {
    error: `assignments must name distinct agents out of: ${names.join(", ")}`,
  });
  const prompt = rolePrompt(
    `${instructions}\n\nThe agents:\n${describeAgents(agents)}`,
    planSchema,
  );
  return async (state: typeof TeacherState.State) => {
    assertTaskState(state);
    const { opening } = state;
    const messages = [prompt, request({ Task: withoutCandidates(opening) })];
    const { answer: plan } = await askModel({
      model: llm,
      messages,
      schema,
      role: "planner",
      maxRepairs,
      leniency: repeatsOnce("assignments"),
    });
    return { plan, assignments: plan.assignments, round: 1, ...clearReports(state) };
  };
}

/** Reports of another task would be read as evidence. */
function clearReports({ findings, reflections }: typeof TeacherState.State) {
  return {
    ...(findings.length > 0 && { findings: new Overwrite<Finding[]>([]) }),
    ...(reflections.length > 0 && { reflections: new Overwrite<Reflection[]>([]) }),
  };
}

function describeAgents(agents: readonly TeacherAgent[]): string {
  return agents.map(({ name, description }) => `- ${name}: ${description}`).join("\n");
}

/**
 * Assignments to some of these agents. The keywords are for servers that enforce a schema: they cannot sample another name, or a list
 * without an end, as small models write them. Answers are checked by {@link areDistinctAndKnown}.
 */
export function assignmentsTo(names: readonly string[], least: number) {
  const agent = assignmentSchema.shape.agent.meta({ enum: [...names] });
  const assignments = z.array(assignmentSchema.extend({ agent }));
  return assignments.min(least).meta({ maxItems: names.length });
}

/** Loads what counts repeated questions once, for {@link askModel}. */
export const repeatsOnce = (field: "assignments" | "revisions") => async () => {
  const { createAssignmentLeniency } = await import("../reading/assignment-leniency.js");
  return createAssignmentLeniency(field);
};

/** True if every assignment names a known agent and no agent has two. */
export function areDistinctAndKnown(
  assignments: readonly Assignment[],
  names: readonly string[],
): boolean {
  const asked = assignments.map(({ agent }) => agent);
  return new Set(asked).size === asked.length && asked.every((agent) => names.includes(agent));
}
