import { AIMessage } from "@langchain/core/messages";
import { isRecord } from "../../json.js";
import { readRepairs } from "./generation.js";
import { withMessage } from "./messages.js";
import { redactText } from "./redact.js";
import type { RunRow } from "./run-row.js";
import { rootOf, type RunStore } from "./run-store.js";

/**
 * Records how a graph read a reply. A repaired message takes the place of the reply, because later calls and tool answers refer
 * to it.
 *
 * @param runId - The run that asked the model; the reply is that of the last model run below.
 * @param reading - A `ReplyReading`, unchecked.
 */
export function recordReading(store: RunStore, runId: string, reading: unknown): void {
  const root = rootOf(store, runId);
  if (!isRecord(reading) || root === undefined || root.row.end !== undefined) return;
  const row = root.rows.findLast(
    (candidate) => candidate.type === "model" && isBelow(candidate, runId, store.rows),
  );
  if (row?.end?.reply === undefined) return;
  const { reader } = store;
  const { reply: message, unreadable } = reading;
  const before = row.end.reply;
  const reply = AIMessage.isInstance(message) ? withMessage(before, reader.read(message)) : before;
  row.end = {
    ...row.end,
    reply: {
      ...reply,
      repairs: [...before.repairs, ...readRepairs(reading["repairs"], reader.redact)],
      unreadable:
        typeof unreadable === "string" ? redactText(unreadable, reader.redact) : undefined,
    },
  };
}

function isBelow(row: RunRow, runId: string, rows: ReadonlyMap<string, RunRow>): boolean {
  for (let parent = row.parentId; parent !== undefined; parent = rows.get(parent)?.parentId) {
    if (parent === runId) return true;
  }
  return false;
}
