import type { Conversation } from "../../distill/transcript/conversation.js";
import { categoryDrift } from "../../text/task-sketch.js";
import { bucketWords } from "./buckets.js";
import { FAMILIES } from "./families.js";
import { type Carried, placeAnswer, readLines } from "./read-answer.js";
import { readTurn } from "./read-turn.js";
import { readTask, type StudentTask } from "./task-reader.js";
import { plain, type Position, written } from "./word.js";

/** A conversation in the compact language. */
export interface CompactConversation {
  readonly task: StudentTask;
  readonly positions: readonly Position[];
}

/**
 * Reads messages into the compact language: the same function for trajectories in training and for the live conversation.
 *
 * @param terms - Names that may stand in plans and reports.
 */
export function readConversation(
  { messages }: Pick<Conversation, "messages">,
  terms: ReadonlySet<string>,
): CompactConversation {
  const opening = messages.find(({ role }) => role === "user")?.content ?? "";
  const task = readTask(opening);
  const positions: Position[] = [readSketch(task)];
  const carried: Carried = new Map();
  let answer = 0;
  for (const message of messages) {
    if (message.role === "assistant")
      positions.push(...readTurn(message, { task, terms }).map(written));
    if (message.role === "tool") {
      positions.push(
        ...placeAnswer(readLines(message.content, task), { answer: answer++, carried }),
      );
    }
  }
  return { task, positions };
}

/** What there is to plan from. */
export function readSketch(task: StudentTask): Position {
  return {
    words: [
      plain("sketch"),
      ...bucketWords(FAMILIES.historyLength, Math.log1p(task.historyLength)),
      ...bucketWords(FAMILIES.drift, categoryDrift(task)),
    ],
    isWritten: false,
  };
}
