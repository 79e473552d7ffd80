import { type BaseMessage, isAIMessage, isToolMessage } from "@langchain/core/messages";
import { parseSections, type SectionTitle } from "../../text/sections.js";
import { parseTaskPrompt, type TaskSummary } from "../../text/task-prompt.js";

/** A tool call with its answer, as they stand in the messages. */
export interface Observation {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** What the offline model reads out of the messages it is given. It knows nothing else. */
export interface Conversation {
  /** The role named in the first line of the system prompt, such as `planner` or `recent_interest`. */
  readonly role: string;
  readonly system: string;
  /** The sections of the request, by title. */
  readonly sections: ReadonlyMap<SectionTitle, string>;
  readonly task: TaskSummary;
  /** Tools offered in this call. */
  readonly tools: readonly string[];
  readonly observations: readonly Observation[];
}

export function readConversation(
  messages: readonly BaseMessage[],
  tools: readonly string[],
): Conversation {
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
