import { tool, type ToolRuntime } from "@langchain/core/tools";
import { z } from "zod";
import { quoteData } from "../text/data-text.js";
import { formatEvidenceHeadline, formatEvidenceLegend } from "../text/evidence-headline.js";
import { EVIDENCE_FOCUSES } from "../text/evidence-kinds.js";
import { formatEvidenceLine } from "../text/evidence-line.js";
import type { ToolModule, ToolParts } from "./tool-module.js";
import { noSuchUser } from "./tool-subject.js";

const EVIDENCE_TOOL = "translate_evidence";

const schema = z.object({
  user_id: z.string().describe("The user whose history the evidence starts from."),
  item_id: z.string().describe('An item id, or "candidates" for all candidates of the task.'),
  focus: z
    .enum(EVIDENCE_FOCUSES)
    .describe(
      "recent: from the last choices and their order. long_term: from the whole history. neighbors: from similar users. all: everything.",
    ),
});

/** The tool that translates collaborative-filtering signals into text. */
export const translateEvidence: ToolModule = {
  name: EVIDENCE_TOOL,
  option: "evidence",
  create: createTranslateEvidence,
  leakCalls: ({ userId }) => [{ user_id: userId, item_id: "candidates", focus: "all" }],
};

function createTranslateEvidence({ findSubject, evidence }: ToolParts) {
  return tool(
    ({ user_id, item_id, focus }: z.infer<typeof schema>, runtime: ToolRuntime) => {
      const subject = findSubject(user_id, runtime);
      if (subject === undefined) return noSuchUser(user_id);
      const itemIds = item_id === "candidates" ? subject.candidates : [item_id];
      if (itemIds.length === 0) return NO_CANDIDATES;
      const unknown = itemIds.find((id) => !evidence.items.has(id));
      if (unknown !== undefined) return noSuchItem(unknown);
      const lines = itemIds.map((id) => evidence.line(subject, id, focus));
      const { users, items: catalog } = evidence.index.matrix;
      return [
        formatEvidenceHeadline({
          userId: subject.userId,
          historyLength: subject.history.length,
          items: itemIds.length,
          focus,
          users: users.length,
          catalogSize: catalog.length,
        }),
        ...formatEvidenceLegend(lines[0]?.stated ?? []),
        ...lines.map(formatEvidenceLine),
      ].join("\n");
    },
    {
      name: EVIDENCE_TOOL,
      description:
        "States in words what collaborative filtering says about candidates for a user: counts with their base, how many times more often than chance, and how few other items have evidence as strong.",
      schema,
    },
  );
}

const NO_CANDIDATES = 'This user has no candidates here. Give an item id instead of "candidates".';

function noSuchItem(id: string): string {
  return `There is no item ${quoteData(id)}. Use a candidate's id from the task, or "candidates" for all of them.`;
}
