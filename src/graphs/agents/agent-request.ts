import type { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { escapeOnce, fenceText } from "../../text/data-text.js";
import { request } from "../prompts.js";
import type { AgentInput, Finding } from "../state.js";

/** The first message that an agent reads: the task, its earlier answer if there is one, and its question. */
export function agentRequest({
  opening,
  question,
  earlier,
}: Pick<typeof AgentInput.State, "opening" | "question" | "earlier">): HumanMessage {
  return request({
    Task: opening,
    "Your earlier answer": fenceText(earlier),
    // An instruction: outside of the fence, but without markup.
    "Your question": escapeOnce(question),
  });
}

/** The tool answers behind an agent's report. */
export function toObservations(answers: readonly ToolMessage[]): Finding["observations"] {
  return answers.map(({ name, text }) => ({ tool: name ?? "tool", text }));
}
