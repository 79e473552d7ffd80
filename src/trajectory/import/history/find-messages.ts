import { isBaseMessage, type BaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../recorder/snapshot.js";
import { reviveMessages } from "../exported/revive-messages.js";

/** Enough for messages in a state's channels. */
const MAX_DEPTH = 4;

/** The messages in a state or in what a node wrote to it, in order. */
export function findMessages(value: unknown): BaseMessage[] {
  return collect(reviveMessages(value), MAX_DEPTH);
}

function collect(value: unknown, depth: number): BaseMessage[] {
  if (isBaseMessage(value)) return [value];
  if (depth === 0) return [];
  const members = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return members.flatMap((member: unknown) => collect(member, depth - 1));
}

/** A message gets its id when it enters a state; before, what it says has to do. */
export function isAmong(message: BaseMessage, others: readonly BaseMessage[]): boolean {
  return others.some((other) =>
    message.id === undefined
      ? other.getType() === message.getType() && other.text === message.text
      : other.id === message.id,
  );
}
