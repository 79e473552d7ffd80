import { isBaseMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import { toLangChainMessage } from "./to-message.js";

/** Deep enough for messages in a state; the limit ends the traversal of cyclic values. */
const MAX_DEPTH = 12;

/** Copies a value and turns serialized messages in it into message objects, in any format that {@link toLangChainMessage} supports. */
export function reviveMessages(value: unknown, depth = MAX_DEPTH): unknown {
  if (depth === 0 || typeof value !== "object" || value === null || isBaseMessage(value)) {
    return value;
  }
  if (Array.isArray(value)) return value.map((entry) => reviveMessages(entry, depth - 1));
  if (!isRecord(value)) return value;
  return (
    toLangChainMessage(value) ??
    Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, reviveMessages(member, depth - 1)]),
    )
  );
}
