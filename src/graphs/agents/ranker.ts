import { z } from "zod";
import { fenceData, fenceText } from "../../text/data-text.js";
import { parseEvidenceAnswer } from "../../text/evidence-answer.js";
import { formatObservations, formatReports } from "../../text/findings.js";
import type { ToolName } from "../../text/names.js";
import type { AnsweringModel } from "../answering-model.js";
import { askModel } from "../ask-model.js";
import { request, rolePrompt } from "../prompts.js";
import type { Finding, TeacherState } from "../state.js";

/** Default instructions of the ranker. */
export const RANKER_PROMPT = `You are the ranker of a team that recommends items to one user.
Order all candidates by how likely the user is to choose each next. Weigh the evidence the agents read: several kinds of
evidence that agree count for more than one strong figure, and evidence from the latest choices and their order counts
for more than popularity. Use the reports to resolve doubts. Explain the first few places, then give every candidate
exactly once, best first.`;

const rankingSchema = z.object({
  reasoning: z.string().min(1).describe("Why the first few candidates lead."),
  ranking: z
    .array(z.string())
    .describe("The ids of all candidates, best first, each exactly once."),
});

/** Options of {@link createRankerNode}. */
export interface RankerOptions {
  readonly llm: AnsweringModel;
  readonly maxRepairs: number;
  /** Default: {@link RANKER_PROMPT}. */
  readonly instructions?: string;
}

/** Reads `opening`, `candidates`, `plan`, `findings` and `reflections`; writes `ranking` and `reasoning`. */
export function createRankerNode({ llm, maxRepairs, instructions = RANKER_PROMPT }: RankerOptions) {
  const prompt = rolePrompt(instructions, rankingSchema);
  return async (state: typeof TeacherState.State) => {
    const messages = [
      prompt,
      request({
        Task: state.opening,
        Plan: fenceText(state.plan?.reasoning ?? ""),
        Evidence: fenceData(formatObservations(observationsOf(state.findings, state.candidates))),
        Reports: fenceData(formatReports(state.findings)),
        Reflection: fenceText(state.reflections.at(-1)?.reasoning ?? ""),
      }),
    ];
    const schema = permutationSchema(state.candidates);
    const leniency = async () => {
      const { createRankingLeniency } = await import("../reading/ranking-leniency.js");
      return createRankingLeniency(state.candidates);
    };
    const question = { messages, schema, role: "ranker", maxRepairs, leniency };
    const { answer } = await askModel({ model: llm, ...question });
    return { ranking: answer.ranking, reasoning: answer.reasoning };
  };
}

/**
 * The tool answers that the ranker weighs. Of an agent that read evidence on all candidates, histories and neighbors are left out: its
 * report says what they show.
 */
function observationsOf(findings: readonly Finding[], candidates: readonly string[]) {
  const all = findings.flatMap(({ agent, observations }) =>
    observations.map((observation) => ({ agent, ...observation })),
  );
  const informed = new Set(
    all.filter(({ text }) => isOnAll(text, candidates)).map(({ agent }) => agent),
  );
  return all.filter(({ agent, tool }) => !informed.has(agent) || !BACKGROUND.has(tool));
}

/** Tools whose answers the reports summarize. */
const BACKGROUND: ReadonlySet<string> = new Set<ToolName>([
  "lookup_user_history",
  "search_neighbors",
]);

function isOnAll(text: string, candidates: readonly string[]): boolean {
  const rows = parseEvidenceAnswer(text)?.table.rows ?? [];
  const read = new Set(rows.map(({ itemId }) => itemId));
  return candidates.every((id) => read.has(id));
}

function permutationSchema(
  candidates: readonly string[],
): z.ZodType<z.infer<typeof rankingSchema>> {
  // For servers that enforce a schema: they cannot sample other ids, or a list without an end.
  const id = z.string().meta({ enum: [...candidates] });
  const length = { minItems: candidates.length, maxItems: candidates.length };
  const named = rankingSchema.extend({ ranking: z.array(id).meta(length) });
  return named.superRefine(({ ranking }, context) => {
    const written = new Set(ranking);
    const problems = [
      ...ranking.filter((id) => !candidates.includes(id)).map((id) => `"${id}" is not a candidate`),
      ...candidates.filter((id) => !written.has(id)).map((id) => `"${id}" is missing`),
      ...(written.size < ranking.length ? ["an id occurs more than once"] : []),
    ];
    if (problems.length > 0)
      context.addIssue({ code: "custom", message: problems.join("; "), path: ["ranking"] });
  });
}
