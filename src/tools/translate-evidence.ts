import { tool, type ToolRuntime } from "@langchain/core/tools";
import { z } from "zod";
import { quoteData } from "../text/data-text.js";
import { formatEvidenceAnswer } from "../text/evidence-answer.js";
import { EVIDENCE_FOCUSES } from "../text/evidence-kinds.js";
import type { ToolModule, ToolParts } from "./tool-module.js";
import { noSuchUser } from "./tool-subject.js";

const EVIDENCE_TOOL = "translate_evidence";

const schema = z.object({
  user_id: z.string().describe("A user id."),
  item_id: z.string().describe('An item id, or "candidates" for all.'),
  focus: z
    .enum(EVIDENCE_FOCUSES)
    .describe(
      "recent: the last choices and their order. long_term: the whole history. neighbors: similar users.",
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
      const lines = evidence.lines(subject, itemIds, focus);
      const { users, items: catalog } = evidence.index.matrix;
      return formatEvidenceAnswer({
        userId: subject.userId,
        hasHistory: subject.history.length > 0,
        focus,
        users: users.length,
        catalogSize: catalog.length,
        item: item_id === "candidates" ? undefined : lines[0]?.item,
        table: {
          newItems: evidence.countNewItems(subject),
          stated: lines[0]?.stated ?? [],
          rows: lines.map(({ item, readings }) => ({ itemId: item.id, readings })),
        },
      });
    },
    {
      name: EVIDENCE_TOOL,
      description:
        "What collaborative filtering says about candidates for a user: a table of counts, ratios to chance and ranks.",
      schema,
    },
  );
}

const NO_CANDIDATES = 'This user has no candidates here. Give an item id instead of "candidates".';

function noSuchItem(id: string): string {
  return `There is no item ${quoteData(id)}. Use a candidate's id from the task, or "candidates" for all of them.`;
}
