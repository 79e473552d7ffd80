import type { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { escapeOnce, fenceData } from "../../text/data-text.js";
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
    "Your earlier answer": earlier && fenceData(escapeOnce(earlier)),
    "Your question": question,
  });
}

/** The tool answers behind an agent's report. */
export function toObservations(answers: readonly ToolMessage[]): Finding["observations"] {
  return answers.map(({ name, text }) => ({ tool: name ?? "tool", text }));
}
