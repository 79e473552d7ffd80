import type { BaseMessage } from "@langchain/core/messages";
import { isAIMessage, isToolMessage } from "@langchain/core/messages";
import { readId } from "../../text/data-text.js";
import { ITEM_PATTERN, parseItem } from "../../text/item-line.js";
import type { Item } from "../../types.js";

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
  readonly sections: ReadonlyMap<string, string>;
  readonly task: TaskSketch;
  /** Tools offered in this call. */
  readonly tools: readonly string[];
  readonly observations: readonly Observation[];
}

/** The task as its opening describes it. */
export interface TaskSketch {
  readonly userId: string;
  readonly historyLength: number;
  /** Id of the latest choice; undefined without a history. */
  readonly latestItem: string | undefined;
  readonly recentCategories: ReadonlyMap<string, number>;
  readonly allCategories: ReadonlyMap<string, number>;
  readonly candidates: readonly Item[];
}

export function readConversation(
  messages: readonly BaseMessage[],
  tools: readonly string[],
): Conversation {
  const system = messages.find((message) => message.getType() === "system")?.text ?? "";
  const request = messages.find((message) => message.getType() === "human")?.text ?? "";
  const sections = readSections(request);
  return {
    role: /^You are the (\w+)/.exec(system)?.[1] ?? "unknown",
    system,
    sections,
    task: readTask(sections.get("Task") ?? ""),
    tools,
    observations: readObservations(messages),
  };
}

/** `## Title` opens a section. */
function readSections(request: string): Map<string, string> {
  const parts = request.split(/^## (.+)$/m).slice(1);
  return new Map(
    Array.from({ length: parts.length / 2 }, (_, section) => [
      parts[2 * section] ?? "",
      (parts[2 * section + 1] ?? "").trim(),
    ]),
  );
}

function readTask(text: string): TaskSketch {
  const lines = text.split("\n");
  const after = (label: RegExp) => lines.find((line) => label.test(line))?.replace(label, "") ?? "";
  const latest = [...after(/^Latest choices, oldest first: /).matchAll(LISTED_ITEM)];
  const latestId = latest.at(-1)?.[1];
  return {
    userId: readId(after(/^User: /)),
    historyLength: Number.parseInt(after(/^Earlier choices: /), 10) || 0,
    latestItem: latestId === undefined ? undefined : readId(latestId),
    recentCategories: readCounts(after(/^Categories of the last \d+ choices: /)),
    allCategories: readCounts(after(/^Categories of all choices: /)),
    candidates: lines
      .filter((line) => line.startsWith("- "))
      .flatMap((line) => parseItem(line) ?? []),
  };
}

const LISTED_ITEM = new RegExp(ITEM_PATTERN, "g");

/** `"Drama" 6, "Comedy" 4` */
function readCounts(text: string): Map<string, number> {
  const entries = text.matchAll(/("(?:[^"\\]|\\.)*") (\d+)/g);
  return new Map(Array.from(entries, ([, name = '""', count]) => [readId(name), Number(count)]));
}

function readObservations(messages: readonly BaseMessage[]): Observation[] {
  const calls = messages.filter(isAIMessage).flatMap(({ tool_calls = [] }) => tool_calls);
  return messages.filter(isToolMessage).map(({ tool_call_id, name, text }) => {
    const call = calls.find(({ id }) => id === tool_call_id);
    return { tool: call?.name ?? name ?? "", arguments: call?.args ?? {}, text };
  });
}
