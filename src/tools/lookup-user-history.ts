import { tool, type ToolRuntime } from "@langchain/core/tools";
import { z } from "zod";
import { printId } from "../text/data-text.js";
import { formatHistoryLine } from "../text/history-line.js";
import type { Dataset, Interaction } from "../types.js";
import { noSuchUser, type FindSubject, type ToolSubject } from "./tool-subject.js";

export const HISTORY_TOOL = "lookup_user_history";

/** How many of the latest choices count as recent. */
export const RECENT_CHOICES = 10;

const schema = z.object({
  user_id: z.string().describe("Whose history."),
  window: z
    .enum(["recent", "long_term", "all"])
    .describe(
      `recent: the last ${RECENT_CHOICES} choices. long_term: everything before those. all: both.`,
    ),
  limit: z
    .int()
    .min(1)
    .max(1000)
    .describe("At most this many choices, the latest of the window. 1 to 1000."),
});

export interface HistoryToolOptions {
  readonly findSubject: FindSubject;
  readonly dataset: Pick<Dataset, "items" | "clock">;
}

/** The tool that reads a user's earlier choices. */
export function createLookupUserHistory({ findSubject, dataset }: HistoryToolOptions) {
  return tool(
    ({ user_id, window, limit }: z.infer<typeof schema>, runtime: ToolRuntime) => {
      const subject = findSubject(user_id, runtime);
      if (subject === undefined) return noSuchUser(user_id);
      const from = Math.max(0, windowStart(subject.history, window));
      const end =
        window === "long_term" ? Math.max(0, subject.history.length - RECENT_CHOICES) : undefined;
      const chosen = subject.history.slice(from, end);
      const shown = chosen.slice(-limit);
      const lines = shown.map((interaction, place) =>
        line(interaction, from + chosen.length - shown.length + place, subject, dataset),
      );
      return [headline(subject, window, shown.length, chosen.length), ...lines].join("\n");
    },
    {
      name: HISTORY_TOOL,
      description: "Reads what a user chose earlier, oldest first, with titles and categories.",
      schema,
    },
  );
}

function windowStart(history: readonly Interaction[], window: string): number {
  return window === "recent" ? history.length - RECENT_CHOICES : 0;
}

function headline(
  { userId, history }: ToolSubject,
  window: string,
  shown: number,
  inWindow: number,
): string {
  const part = shown === inWindow ? `all ${shown}` : `the last ${shown} of ${inWindow}`;
  return `User ${printId(userId)} has ${history.length} earlier choices. Window ${window}: ${part}, oldest first.`;
}

function line(
  { itemId, timestamp }: Interaction,
  place: number,
  { isDated }: ToolSubject,
  { items, clock }: HistoryToolOptions["dataset"],
): string {
  const item = items.get(itemId) ?? { id: itemId, title: "unknown item", categories: [] };
  const position = place + 1;
  if (!isDated || clock !== "unix-seconds") return formatHistoryLine({ position, item });
  return formatHistoryLine({
    position,
    date: new Date(timestamp * 1000).toISOString().slice(0, 10),
    item,
  });
}
