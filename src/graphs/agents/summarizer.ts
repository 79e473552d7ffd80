import { type BaseMessage, isToolMessage, ToolMessage } from "@langchain/core/messages";
import { z } from "zod";
import { escapeOnce, fenceText } from "../../text/data-text.js";
import { formatHistory, parseHistoryAnswer } from "../../text/history-answer.js";
import { escapeHeadings } from "../../text/headings.js";
import { HISTORY_TOOL } from "../../tools/lookup-user-history.js";
import type { AnsweringModel } from "../answering-model.js";
import { askModel } from "../ask-model.js";
import { request, rolePrompt } from "../prompts.js";
import type { AgentState } from "../state.js";

/** Instructions of the summarizer. */
export const SUMMARIZER_PROMPT = `You are the summarizer of a team that recommends items to one user.
You read a long history window by window, oldest first. Carry the summary forward: keep lasting tastes with how often
they occur, mark what begins and what ends, and keep the titles of a few typical choices. Stay under 200 words.`;

const summarySchema = z.object({ summary: z.string().min(1) });

/** Options of {@link createSummarizer}. */
export interface SummarizerOptions {
  readonly llm: AnsweringModel;
  /** Interactions per request; longer histories are summarized. Default 100. */
  readonly historyWindow?: number;
  readonly maxRepairs?: number;
}

/** Interactions that consecutive windows share, at most half a window. */
const OVERLAP = 10;

/**
 * Creates a sliding-window summarizer: a history answer of more than `historyWindow` interactions is folded window by window into a
 * summary, which replaces it in the conversation.
 */
export function createSummarizer(options: SummarizerOptions) {
  const { historyWindow = 100 } = options;
  const fold = createFold(options);
  const isLong = (message: BaseMessage): message is ToolMessage =>
    isToolMessage(message) &&
    message.name === HISTORY_TOOL &&
    parseHistoryAnswer(message.text).length > historyWindow;

  const summarize = async (text: string) => {
    const [head] = text.split("\n", 1);
    const entries = parseHistoryAnswer(text);
    const overlap = Math.min(OVERLAP, Math.floor(historyWindow / 2));
    let summary = "";
    for (const window of slidingWindows(entries, historyWindow, overlap)) {
      summary = await fold(summary, formatHistory(window));
    }
    const words = escapeHeadings(escapeHeadings(escapeOnce(summary), "##"), "###");
    return `${head}\nSummary of these ${entries.length} choices:\n${words}`;
  };

  return {
    /** True if a message is a history answer of more than `historyWindow` interactions. */
    isNeeded: (messages: readonly BaseMessage[]) => messages.some(isLong),
    /** Reads `messages` and replaces long history answers. */
    node: async ({ messages }: typeof AgentState.State) => ({
      messages: await Promise.all(
        messages
          .filter(isLong)
          .map(async (message) => withText(message, await summarize(message.text))),
      ),
    }),
  };
}

/** Asks for a summary of the previous summary and one more window. */
function createFold({ llm, maxRepairs = 2 }: SummarizerOptions) {
  const prompt = rolePrompt(SUMMARIZER_PROMPT, summarySchema);
  return async (before: string, window: readonly string[]): Promise<string> => {
    const messages = [
      prompt,
      request({
        "Summary so far": fenceText(before),
        Window: fenceText(window.join("\n")),
      }),
    ];
    const { answer } = await askModel({
      model: llm,
      messages,
      schema: summarySchema,
      role: "summarizer",
      maxRepairs,
    });
    return answer.summary;
  };
}

/** Windows of `size` entries; each starts with the last `overlap` entries of the previous one. */
export function slidingWindows<T>(lines: readonly T[], size: number, overlap: number): T[][] {
  const windows: T[][] = [];
  for (let start = 0; start === 0 || start + overlap < lines.length; start += size - overlap) {
    windows.push(lines.slice(start, start + size));
  }
  return windows;
}

/** A copy with the same id and another text, which replaces the message in the messages reducer. */
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
