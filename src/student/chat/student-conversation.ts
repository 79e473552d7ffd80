import { isAIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Message } from "../../distill/transcript/conversation.js";
import { StarError } from "../../errors.js";
import { type CompactConversation, readConversation } from "../language/read-conversation.js";
import { LETTERS } from "../language/word.js";
import type { Student } from "../student.js";

/**
 * Reads a conversation as the student was trained to.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when it is none that the student can answer.
 */
export function readStudentConversation(
  messages: readonly BaseMessage[],
  { vocabulary, programs }: Pick<Student, "vocabulary" | "programs">,
): CompactConversation {
  const plain = { messages: toPlainMessages(messages) };
  const conversation = readConversation(plain, vocabulary.terms);
  const { length: candidates } = conversation.task.candidates;
  if (candidates === 0) throw noTask();
  if (candidates > LETTERS.length) throw tooMany(candidates);
  const { length } = conversation.positions;
  if (length > programs.capacity) throw tooLong(length, programs.capacity);
  return conversation;
}

/** LangChain's messages in the plain form that training text is made of. */
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
      "The first user message lists no candidates. An embedded student orders candidates for a user, and knows no other conversation.",
    remedy:
      "Open with the text that toGraphInput makes of a user, a history and candidates, as createStudent does; a server's POST /recommend does it for you.",
  });
}

function tooMany(candidates: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The first user message lists ${candidates} candidates; an embedded student tells ${LETTERS.length} apart.`,
    remedy: `Ask for ${LETTERS.length} candidates or fewer.`,
  });
}

function tooLong(length: number, capacity: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The conversation has ${length} positions; this student holds ${capacity}.`,
    remedy: "Begin a new conversation.",
  });
}
