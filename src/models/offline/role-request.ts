import { type BaseMessage, isAIMessage, isToolMessage } from "@langchain/core/messages";
import { parseSections, type SectionTitle } from "../../text/sections.js";
import { parseTaskPrompt, type TaskSummary } from "../../text/task-prompt.js";

/** A tool call in the messages, with its answer. */
export interface Observation {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The parsed messages of one model call: all information that the offline model uses. */
export interface RoleRequest {
  /** The role named in the first line of the system prompt, such as `planner` or `recent_interest`. */
  readonly role: string;
  readonly system: string;
  /** The sections of the request, by title. */
  readonly sections: ReadonlyMap<SectionTitle, string>;
  readonly task: TaskSummary;
  /** Names of the tools bound to this call. */
  readonly tools: readonly string[];
  readonly observations: readonly Observation[];
}

/** Parses the messages of one model call. */
export function readRoleRequest(
  messages: readonly BaseMessage[],
  tools: readonly string[],
): RoleRequest {
  const system = messages.find((message) => message.getType() === "system")?.text ?? "";
  const request = messages.find((message) => message.getType() === "human")?.text ?? "";
  const sections = parseSections(request);
  return {
    role: /^You are the (\w+)/.exec(system)?.[1] ?? "unknown",
    system,
    sections,
    task: parseTaskPrompt(sections.get("Task") ?? ""),
    tools,
    observations: readObservations(messages),
  };
}

function readObservations(messages: readonly BaseMessage[]): Observation[] {
  const calls = messages.filter(isAIMessage).flatMap(({ tool_calls = [] }) => tool_calls);
  return messages.filter(isToolMessage).map(({ tool_call_id, name, text }) => {
    const call = calls.find(({ id }) => id === tool_call_id);
    return { tool: call?.name ?? name ?? "", arguments: call?.args ?? {}, text };
  });
}
