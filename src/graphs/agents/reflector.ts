import type { z } from "zod";
import { fenceData } from "../../text/data-text.js";
import { formatReports } from "../../text/findings.js";
import { withoutCandidates } from "../../text/task-prompt.js";
import type { AnsweringModel } from "../answering-model.js";
import { askModel } from "../ask-model.js";
import { request, rolePrompt } from "../prompts.js";
import { reflectionSchema, type TeacherState } from "../state.js";
import { areDistinctAndKnown, assignmentsTo, repeatsOnce } from "./planner.js";

/** Default instructions of the reflector. */
export const REFLECTOR_PROMPT = `You are the reflector of a team that recommends items to one user.
Check the agents' reports against each other and against the evidence they read. Look for contradictions: agents that
favour different candidates, a favourite without evidence, a claim the figures do not bear out. If a contradiction could
change the ranking and asking again could settle it, answer with the verdict "revise" and send back exactly the agents
concerned, each with a new question that it can answer with its tools. Otherwise answer "accept".`;

/** Options of {@link createReflectorNode}. */
export interface ReflectorOptions {
  readonly llm: AnsweringModel;
  readonly maxReflections: number;
  readonly maxRepairs: number;
  /** Default: {@link REFLECTOR_PROMPT}. */
  readonly instructions?: string;
}

/** Reads `opening`, `findings` and `round`; writes `reflections`, `assignments` and `round`. */
export function createReflectorNode({
  llm,
  maxReflections,
  maxRepairs,
  instructions = REFLECTOR_PROMPT,
}: ReflectorOptions) {
  const prompt = rolePrompt(instructions, reflectionSchema);
  return async ({ opening, findings, round }: typeof TeacherState.State) => {
    const left = maxReflections - (round - 1);
    const messages = [
      prompt,
      request({
        Task: withoutCandidates(opening),
        Reports: fenceData(formatReports(findings)),
        Revisions: `Rounds of revision left: ${left}.`,
      }),
    ];
    const schema = checkedSchema(findings.map(({ agent }) => agent));
    const { answer: reflection } = await askModel({
      model: llm,
      messages,
      schema,
      role: "reflector",
      maxRepairs,
      leniency: repeatsOnce("revisions"),
    });
    const revises = reflection.verdict === "revise" && left > 0;
    return {
      reflections: [reflection],
      assignments: revises ? reflection.revisions : [],
      round: revises ? round + 1 : round,
    };
  };
}

function checkedSchema(reporters: readonly string[]): z.ZodType<z.infer<typeof reflectionSchema>> {
  const names = [...new Set(reporters)];
  const named = reflectionSchema.extend({ revisions: assignmentsTo(names, 0) });
  return named.refine(
    ({ verdict, revisions }) =>
      verdict === "accept" || (revisions.length > 0 && areDistinctAndKnown(revisions, reporters)),
    {
      error: `revisions must name distinct agents that reported: ${names.join(", ")}`,
    },
  );
}
