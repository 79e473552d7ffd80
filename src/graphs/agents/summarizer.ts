import type { BaseMessage } from "@langchain/core/messages";
import { isToolMessage, ToolMessage } from "@langchain/core/messages";
import { z } from "zod";
import { escapeOnce, fenceData } from "../../text/data-text.js";
import { HISTORY_TOOL } from "../../tools/lookup-user-history.js";
import { ask, type AnsweringModel } from "../answer.js";
import { request, rolePrompt } from "../prompts.js";
import type { AgentState } from "../state.js";

export const INSTRUCTIONS = `You are the summarizer of a team that recommends items to one user.
You read a long history window by window, oldest first. Carry the summary forward: keep lasting tastes with how often
they occur, mark what begins and what ends, and keep the titles of a few typical choices. Stay under 200 words.`;

const summarySchema = z.object({ summary: z.string().min(1) });

export interface SummarizerOptions {
  readonly llm: AnsweringModel;
  /** Lines of history that a model reads at once; a longer answer is summarised. Default 100. */
  readonly historyWindow?: number;
  readonly maxRepairs?: number;
}

/** Lines that a window shares with the one before; in windows of fewer than twice as many, half of them. */
const OVERLAP = 10;

/**
 * A sliding-window summary: a history answer of more than `historyWindow` lines is folded window by window into a summary,
 * which then stands in the conversation in its place.
 */
export function createSummarizer(options: SummarizerOptions) {
  const { historyWindow = 100 } = options;
  const fold = createFold(options);
  const isLong = (message: BaseMessage): message is ToolMessage =>
    isToolMessage(message) &&
    message.name === HISTORY_TOOL &&
    message.text.split("\n").length > historyWindow + 1;

  const summarize = async (text: string) => {
    const [head = "", ...lines] = text.split("\n");
    const overlap = Math.min(OVERLAP, Math.floor(historyWindow / 2));
    let summary = "";
    for (const window of slidingWindows(lines, historyWindow, overlap)) {
      summary = await fold(summary, window);
    }
    return `${head}\nSummary of these ${lines.length} choices:\n${summary}`;
  };

  return {
    /** Whether the last tool answers hold a history too long to read at once. */
    isNeeded: (messages: readonly BaseMessage[]) => messages.some(isLong),
    /** Reads `messages`; replaces the long history answers among them. */
    node: async ({ messages }: typeof AgentState.State) => ({
      messages: await Promise.all(
        messages
          .filter(isLong)
          .map(async (message) => withText(message, await summarize(message.text))),
      ),
    }),
  };
}

/** Asks for a summary of what was summarised before and one more window. A model's text, so tags in it are escaped. */
function createFold({ llm, maxRepairs = 2 }: SummarizerOptions) {
  const prompt = rolePrompt(INSTRUCTIONS, summarySchema);
  return async (before: string, window: readonly string[]): Promise<string> => {
    const messages = [
      prompt,
      request({
        "Summary so far": before && fenceData(before),
        Window: fenceData(window.join("\n")),
      }),
    ];
    const { answer } = await ask({
      model: llm,
      messages,
      schema: summarySchema,
      role: "summarizer",
      maxRepairs,
    });
    return escapeOnce(answer.summary);
  };
}

/** Windows of `size` lines; each begins with the last `overlap` lines of the one before. */
export function slidingWindows<T>(lines: readonly T[], size: number, overlap: number): T[][] {
  const windows: T[][] = [];
  for (let start = 0; start === 0 || start + overlap < lines.length; start += size - overlap) {
    windows.push(lines.slice(start, start + size));
  }
  return windows;
}

/** The same message, by id, with another text: the messages reducer replaces it. */
function withText(message: ToolMessage, content: string): ToolMessage {
  const { id, name, tool_call_id, status } = message;
  return new ToolMessage({
    content,
    tool_call_id,
    ...(id && { id }),
    ...(name && { name }),
    ...(status && { status }),
  });
}
