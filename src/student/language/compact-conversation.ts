import type { Conversation } from "../../distill/transcript/conversation.js";
import { categoryDrift } from "../../text/category-counts.js";
import { bucketTokens } from "./buckets.js";
import { FEATURES } from "./features.js";
import { type EvidenceByCandidate, readAnswerLines, toAnswerPositions } from "./read-answer.js";
import { readTurn } from "./read-turn.js";
import { readTask, type StudentTask } from "./task-reader.js";
import { namedToken, type SequencePosition, writtenPosition } from "./token.js";

/** A conversation in the compact language. */
export interface CompactConversation {
  readonly task: StudentTask;
  readonly positions: readonly SequencePosition[];
}

/**
 * Converts messages to the compact language. Training on trajectories and inference use the same function.
 *
 * @param terms - Names that plans and reports may contain.
 */
export function toCompactConversation(
  { messages }: Pick<Conversation, "messages">,
  terms: ReadonlySet<string>,
): CompactConversation {
  const prompt = messages.find(({ role }) => role === "user")?.content ?? "";
  const task = readTask(prompt);
  const positions: SequencePosition[] = [taskSummaryPosition(task)];
  const evidence: EvidenceByCandidate = new Map();
  let answer = 0;
  for (const message of messages) {
    if (message.role === "assistant")
      positions.push(...readTurn(message, { task, terms }).map(writtenPosition));
    if (message.role === "tool") {
      const lines = readAnswerLines(message.content, task);
      positions.push(...toAnswerPositions(lines, { answer: answer++, evidence }));
    }
  }
  return { task, positions };
}

/** The first position of every conversation: history length and category drift, on which the plan is based. */
export function taskSummaryPosition(task: StudentTask): SequencePosition {
  return {
    tokens: [
      namedToken("sketch"),
      ...bucketTokens(FEATURES.historyLength, Math.log1p(task.historyLength)),
      ...bucketTokens(FEATURES.drift, categoryDrift(task)),
    ],
    isWritten: false,
  };
}
