import { isAIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Message } from "../../distill/transcript/conversation.js";
import { StarError } from "../../errors.js";
import {
  type CompactConversation,
  toCompactConversation,
} from "../language/compact-conversation.js";
import { CANDIDATE_LABELS } from "../language/token.js";
import type { Student } from "../student.js";

/**
 * Converts a LangChain conversation to the compact language of training.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the first user message has no candidates or too many, or the conversation is too
 * long.
 */
export function readStudentConversation(
  messages: readonly BaseMessage[],
  { vocabulary, programs }: Pick<Student, "vocabulary" | "programs">,
): CompactConversation {
  const plain = { messages: toPlainMessages(messages) };
  const conversation = toCompactConversation(plain, vocabulary.terms);
  const { length: candidates } = conversation.task.candidates;
  if (candidates === 0) throw noTask();
  if (candidates > CANDIDATE_LABELS.length) throw tooMany(candidates);
  const { length } = conversation.positions;
  if (length > programs.capacity) throw tooLong(length, programs.capacity);
  return conversation;
}

/** Converts LangChain messages to the format of exported conversations. */
function toPlainMessages(messages: readonly BaseMessage[]): Message[] {
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
