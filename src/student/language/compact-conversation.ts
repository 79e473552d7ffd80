import type { Conversation, Message } from "../../distill/transcript/conversation.js";
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

/** Converts a conversation message by message. */
export interface ConversationReader extends CompactConversation {
  /** Appends the positions of a message. */
  read(message: Message): void;
}

/**
 * Begins a conversation. Training on trajectories and inference use the same function.
 *
 * @param prompt - The first user message.
 * @param terms - Names that plans and reports may contain.
 */
export function createConversationReader(
  prompt: string,
  terms: ReadonlySet<string>,
): ConversationReader {
  const task = readTask(prompt);
  const positions: SequencePosition[] = [taskSummaryPosition(task)];
  const evidence: EvidenceByCandidate = new Map();
  let answer = 0;
  return {
    task,
    positions,
    read(message) {
      if (message.role === "assistant")
        positions.push(...readTurn(message, { task, terms }).map(writtenPosition));
      if (message.role === "tool") {
        const lines = readAnswerLines(message.content, task);
        positions.push(...toAnswerPositions(lines, { answer: answer++, evidence }));
      }
    },
  };
}

/** Converts all messages of a conversation. */
export function toCompactConversation(
  { messages }: Pick<Conversation, "messages">,
  terms: ReadonlySet<string>,
): CompactConversation {
  const reader = createConversationReader(firstUserMessage(messages), terms);
  for (const message of messages) reader.read(message);
  return { task: reader.task, positions: reader.positions };
}

/** The first user message; empty if there is none. */
export function firstUserMessage(messages: readonly Message[]): string {
  return messages.find(({ role }) => role === "user")?.content ?? "";
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
