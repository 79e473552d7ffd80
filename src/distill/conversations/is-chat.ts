import type { MessageRecord } from "../../trajectory/model-call.js";

/**
 * True for messages in an order that chat templates have: an optional system prompt, a question, and after every turn with tool calls
 * the answers of those calls, in their order.
 */
export function isChat(messages: readonly MessageRecord[]): boolean {
  const first = messages[0]?.role === "system" ? 1 : 0;
  if (messages[first]?.role !== "user") return false;
  let open: readonly string[] = [];
  for (const [index, { role, calls = [], callId }] of messages.entries()) {
    const isSystem = role === "system";
    if (role === "tool") {
      if (open.length === 0 || open[0] !== callId) return false;
      open = open.slice(1);
      continue;
    }
    if (open.length > 0 || (isSystem && index > 0)) return false;
    open = calls.map(({ id }) => id);
  }
  return true;
}
