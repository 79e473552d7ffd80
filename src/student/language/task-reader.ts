import { readId } from "../../text/data-text.js";
import { ID_PATTERN } from "../../text/item-line.js";
import { parseTaskPrompt, type TaskSummary } from "../../text/task-prompt.js";

/** The task as parsed from the prompt, which is all that a student knows about it. */
export interface StudentTask extends TaskSummary {
  /** Index of each candidate, from 0, by its id. */
  readonly candidateIndex: ReadonlyMap<string, number>;
}

/**
 * Parses the task of a conversation.
 *
 * @param prompt - The first user message.
 */
export function readTask(prompt: string): StudentTask {
  const summary = parseTaskPrompt(prompt);
  return {
    ...summary,
    candidateIndex: new Map(summary.candidates.map(({ id }, index) => [id, index])),
  };
}

const MENTION = new RegExp(String.raw`\[(${ID_PATTERN})\]|"(?:[^"\\]|\\.)*"|\b[a-z]\w*\b`, "g");

/**
 * Finds candidates (`[id]`) and known terms in a text. Quoted strings, such as titles, are skipped.
 *
 * @param terms - Names to find, such as those of agents.
 * @returns Candidate indices and terms, each once, in the order of first mention.
 */
export function readMentions(
  text: string,
  terms: ReadonlySet<string>,
  { candidateIndex }: StudentTask,
): (string | number)[] {
  const found = new Set<string | number>();
  for (const [word, id] of text.matchAll(MENTION)) {
    const candidate = id === undefined ? undefined : candidateIndex.get(readId(id));
    if (candidate !== undefined) found.add(candidate);
    else if (terms.has(word)) found.add(word);
  }
  return [...found];
}
