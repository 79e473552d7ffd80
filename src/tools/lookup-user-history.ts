import { tool, type ToolRuntime } from "@langchain/core/tools";
import { z } from "zod";
import { formatDay } from "../text/day.js";
import { formatHistory, formatHistoryHeadline, type HistoryEntry } from "../text/history-answer.js";
import { lookUpItem } from "../text/item-line.js";
import type { Interaction } from "../types.js";
import type { ToolModule, ToolParts } from "./tool-module.js";
import { noSuchUser, type ToolSubject } from "./tool-subject.js";

/** Name of the tool that reads a user's history. */
export const HISTORY_TOOL = "lookup_user_history";

/** Number of latest interactions that count as recent. */
export const RECENT_INTERACTIONS = 10;

const schema = z.object({
  user_id: z.string().describe("A user id."),
  window: z
    .enum(["recent", "long_term", "all"])
    .describe(`recent: the last ${RECENT_INTERACTIONS}. long_term: those before. all: both.`),
  limit: z.int().min(1).max(1000).describe("The latest of the window. 1 to 1000."),
});

/** The tool that reads a user's history. */
export const lookupUserHistory: ToolModule = {
  name: HISTORY_TOOL,
  create: createLookupUserHistory,
  leakCalls: ({ userId }) =>
    ["recent", "long_term", "all"].map((window) => ({ user_id: userId, window, limit: 1000 })),
};

function createLookupUserHistory({ findSubject, dataset }: ToolParts) {
  return tool(
    ({ user_id, window, limit }: z.infer<typeof schema>, runtime: ToolRuntime) => {
      const subject = findSubject(user_id, runtime);
      if (subject === undefined) return noSuchUser(user_id);
      const from = Math.max(0, windowStart(subject.history, window));
      const end =
        window === "long_term"
          ? Math.max(0, subject.history.length - RECENT_INTERACTIONS)
          : undefined;
      const inWindow = subject.history.slice(from, end);
      const shown = inWindow.slice(-limit);
      const first = from + inWindow.length - shown.length;
      const entries = shown.map((interaction, index) =>
        toEntry(interaction, first + index, subject, dataset),
      );
      const headline = formatHistoryHeadline({
        userId: subject.userId,
        choices: subject.history.length,
        window,
        shown: shown.length,
        inWindow: inWindow.length,
      });
      return [headline, ...formatHistory(entries)].join("\n");
    },
    {
      name: HISTORY_TOOL,
      description: "A user's earlier choices, oldest first, with titles and categories.",
      schema,
    },
  );
}

function windowStart(history: readonly Interaction[], window: string): number {
  return window === "recent" ? history.length - RECENT_INTERACTIONS : 0;
}

function toEntry(
  { itemId, timestamp }: Interaction,
  index: number,
  { isDated }: ToolSubject,
  { items, clock }: ToolParts["dataset"],
): HistoryEntry {
  const item = lookUpItem(items, itemId);
  const position = index + 1;
  if (!isDated || clock !== "unix-seconds") return { position, item };
  return { position, date: formatDay(timestamp), item };
}
