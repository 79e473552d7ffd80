import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord, parseJson } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { toListedMessage, unwrap } from "./to-message.js";

/** Messages that a model was given. */
interface Conversation {
  readonly messages: readonly BaseMessage[];
  /** `prompt` if an entry cannot be read, `answers` if a tool's answer lacks its call's id or whether it is an error. */
  readonly missing: readonly MissingPart[];
}

/** Reads a list of messages, or its JSON text, in any format. A list per prompt is flattened. */
export function readConversation(list: unknown): Conversation {
  const parsed = typeof list === "string" ? parseJson(list) : list;
  const entries: unknown[] = Array.isArray(parsed) ? parsed.flat() : [];
  const read = entries.map((entry) => toListedMessage(entry));
  const messages = read.filter((message) => message !== undefined);
  const lacksPart = !Array.isArray(parsed) || messages.length < entries.length;
  const lacksAnswer = read.some(
    (message, index) => ToolMessage.isInstance(message) && isVague(message, entries[index]),
  );
  return {
    messages,
    missing: [
      ...(lacksPart ? ["prompt" as const] : []),
      ...(lacksAnswer ? ["answers" as const] : []),
    ],
  };
}

/** OpenAI's format has no status. LangChain leaves it out where the tool succeeded. */
function isVague({ tool_call_id: callId, status }: ToolMessage, entry: unknown): boolean {
  const isOpenAi = isRecord(entry) && typeof unwrap(entry).members["role"] === "string";
  return callId === "" || (isOpenAi && status === undefined);
}

/** Whether a conversation contains replies or answers, whose names some sources do not keep. */
export function isAnswered(messages: readonly BaseMessage[]): boolean {
  return messages.some((one) => AIMessage.isInstance(one) || ToolMessage.isInstance(one));
}
