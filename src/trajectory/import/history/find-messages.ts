import { isBaseMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import { reviveMessages } from "../exported/revive-messages.js";

/** Deep enough for messages in a state's channels. */
const MAX_DEPTH = 4;

/** The messages in a state or a state update, in order. */
export function findMessages(value: unknown): BaseMessage[] {
  return collect(reviveMessages(value), MAX_DEPTH);
}

function collect(value: unknown, depth: number): BaseMessage[] {
  if (isBaseMessage(value)) return [value];
  if (depth === 0) return [];
  const members = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return members.flatMap((member: unknown) => collect(member, depth - 1));
}

/** Whether a list contains a message, by id. One without an id, which it gets in the state, is compared by type and text. */
export function includesMessage(message: BaseMessage, others: readonly BaseMessage[]): boolean {
  return others.some((other) =>
    message.id === undefined || other.id === undefined
      ? other.getType() === message.getType() && other.text === message.text
      : other.id === message.id,
  );
}
