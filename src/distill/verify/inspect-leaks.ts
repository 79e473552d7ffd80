import { readId } from "../../text/data-text.js";
import { parseHistoryLine } from "../../text/history-line.js";
import { ITEM_PATTERN, parseItem } from "../../text/item-line.js";
import type { Message } from "../linear/conversation.js";

const KEY_OF_ANSWER = /held_?out|ground_?truth|answer_?key/i;
const LATEST = /^Latest choices, oldest first: (.*)$/m;
const EVERY_ITEM = new RegExp(ITEM_PATTERN, "g");

/**
 * What a student could read the answer from. Candidates are the held-out item and items that the user never touched, so a
 * candidate in the user's history is the answer, given away; and nothing that is read may name it as such.
 */
export function inspectLeaks(messages: readonly Message[]): string[] {
  const read = messages.filter(({ role }) => role !== "assistant");
  const named = read.filter(
    ({ role, content }) => role !== "system" && KEY_OF_ANSWER.test(content),
  );
  const candidates = new Set(read.flatMap(listCandidates));
  const told = read.flatMap(listHistory).filter((id) => candidates.has(id));
  return [
    ...named.map(({ role }) => `a leak: what the ${role} says names the held-out item as such`),
    ...[...new Set(told)].map((id) => `a leak: the candidate "${id}" stands in the user's history`),
  ];
}

/** The ids that an opening asks to order. */
export function listCandidates({ role, content }: Message): string[] {
  if (role !== "user") return [];
  const lines = content.split("\n");
  const from = lines.indexOf("Candidates:");
  if (from === -1) return [];
  return lines
    .slice(from + 1)
    .filter((line) => line.startsWith("- "))
    .flatMap((line) => parseItem(line)?.id ?? []);
}

function listHistory(message: Message): string[] {
  const { role, content } = message;
  if (role === "user") {
    const latest = LATEST.exec(content)?.[1] ?? "";
    return [...latest.matchAll(EVERY_ITEM)].map(([, id = ""]) => readId(id));
  }
  if (role !== "tool" || message.name !== "lookup_user_history") return [];
  return content.split("\n").flatMap((line) => parseHistoryLine(line)?.item.id ?? []);
}
