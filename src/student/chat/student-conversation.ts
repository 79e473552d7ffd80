import { isAIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Message } from "../../distill/transcript/conversation.js";
import { StarError } from "../../errors.js";
import type { StudentTask } from "../language/task-reader.js";
import { CANDIDATE_LABELS } from "../language/token.js";

/**
 * Checks that a student can answer a task.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the first user message has no candidates or too many.
 */
export function assertAnswerable({ candidates: { length } }: StudentTask): void {
  if (length === 0) throw noTask();
  if (length > CANDIDATE_LABELS.length) throw tooMany(length);
}

/**
 * Checks that a student can read a conversation.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the conversation is too long.
 */
export function assertFits(positions: number, capacity: number): void {
  if (positions > capacity) throw tooLong(positions, capacity);
}

/** Converts LangChain messages to the format of exported conversations. */
export function toPlainMessages(messages: readonly BaseMessage[]): Message[] {
  return messages.map((message): Message => {
    const content = message.text;
    if (isToolMessage(message)) return { role: "tool", name: message.name ?? "", content };
    if (isAIMessage(message)) {
      const [call] = message.tool_calls ?? [];
      if (call === undefined) return { role: "assistant", content };
      const named = { name: call.name, arguments: call.args };
      return { role: "assistant", content, tool_calls: [{ type: "function", function: named }] };
    }
    return { role: message.getType() === "human" ? "user" : "system", content };
  });
}

function noTask(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message:
      "The first user message has no candidates. An embedded student can only rank candidates for a user.",
    remedy:
      "Send the prompt that toGraphInput creates from a user, a history and candidates; createStudent and POST /recommend of the server do this.",
  });
}

function tooMany(candidates: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The first user message has ${candidates} candidates; an embedded student supports at most ${CANDIDATE_LABELS.length}.`,
    remedy: `Pass at most ${CANDIDATE_LABELS.length} candidates.`,
  });
}

function tooLong(length: number, capacity: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The conversation has ${length} positions; this student reads at most ${capacity}.`,
    remedy: "Start a new conversation.",
  });
}
