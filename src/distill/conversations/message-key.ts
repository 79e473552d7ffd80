import type { MessageRecord } from "../../trajectory/model-call.js";

const keys = new WeakMap<MessageRecord, string>();

/**
 * A key that is equal for messages that a model cannot distinguish: it sees no author names, and a single text block is plain text.
 */
export function keyOf(message: MessageRecord): string {
  const known = keys.get(message);
  if (known !== undefined) return known;
  const { role, content, reasoning = null, calls = [], callId = null } = message;
  const [block, ...others] = typeof content === "string" ? [] : content;
  const isText = block?.["type"] === "text" && others.length === 0;
  const key = JSON.stringify([role, isText ? block["text"] : content, reasoning, calls, callId]);
  keys.set(message, key);
  return key;
}

/** True for messages with equal {@link keyOf}. */
export function isSameMessage(one: MessageRecord, other: MessageRecord | undefined): boolean {
  return one === other || (other !== undefined && keyOf(one) === keyOf(other));
}
