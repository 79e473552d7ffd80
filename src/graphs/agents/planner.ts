import { ask, type AnsweringModel } from "../answer.js";
import { request, rolePrompt } from "../prompts.js";
import { planSchema, type Assignment, type TeacherState } from "../state.js";
import type { AgentDefinition } from "./default-agents.js";

export const INSTRUCTIONS = `You are the planner of a team that recommends items to one user.
Read the sketch of the user's history and decide which agents should look into it and what each should find out. Ask
only those that can add something: a short history says little about lasting taste, a change of direction needs a
comparison of recent and lasting interests, a steady taste does not. Give each agent a question of its own.`;

export interface PlannerOptions {
  readonly llm: AnsweringModel;
  readonly agents: readonly AgentDefinition[];
  readonly maxRepairs: number;
}

/** Reads `opening`; writes `plan`, `assignments` and `round`. */
export function createPlannerNode({ llm, agents, maxRepairs }: PlannerOptions) {
  const names = agents.map(({ name }) => name);
  const schema = planSchema.refine(({ assignments }) => areDistinctAndKnown(assignments, names), {
    error: `assignments must name distinct agents out of: ${names.join(", ")}`,
  });
  const prompt = rolePrompt(
    `${INSTRUCTIONS}\n\nThe agents:\n${describeAgents(agents)}`,
    planSchema,
  );
  return async ({ opening }: typeof TeacherState.State) => {
    const messages = [prompt, request({ Task: opening })];
    const { answer: plan } = await ask({
      model: llm,
      messages,
      schema,
      role: "planner",
      maxRepairs,
    });
    return { plan, assignments: plan.assignments, round: 1 };
  };
}

function describeAgents(agents: readonly AgentDefinition[]): string {
  return agents.map(({ name, description }) => `- ${name}: ${description}`).join("\n");
}

/** Whether each assignment goes to another one of the agents. */
export function areDistinctAndKnown(
  assignments: readonly Assignment[],
  names: readonly string[],
): boolean {
  const asked = assignments.map(({ agent }) => agent);
  return new Set(asked).size === asked.length && asked.every((agent) => names.includes(agent));
}
