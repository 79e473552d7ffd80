import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { findMessages, includesMessage } from "./find-messages.js";
import type { HistoryCheckpoint } from "./snapshot.js";

/**
 * Whether steps are missing among the checkpoints of one execution of a graph, or of the graphs inside its nodes. With
 * `durability: "exit"` a graph stores its state when it stops and nothing of the steps before.
 *
 * @param checkpoints - In the order of their parents.
 */
export function lacksSteps(checkpoints: readonly HistoryCheckpoint[]): boolean {
  const [first] = checkpoints;
  if (first === undefined) return false;
  return (
    !isBeginning(first) ||
    checkpoints.some((checkpoint, index) => {
      const next = checkpoints[index + 1];
      const isCut = next !== undefined && (skipsSteps(checkpoint, next) || lost(checkpoint, next));
      return isCut || checkpoint.tasks.some(({ inner }) => lacksSteps(inner));
    })
  );
}

/** Whether steps are missing between a checkpoint and the next one: a checkpoint is one step after its parent, a fork too. */
export function skipsSteps({ metadata }: HistoryCheckpoint, next: HistoryCheckpoint): boolean {
  return next.metadata.step !== metadata.step + 1;
}

/** An execution begins with its input, or with `updateState` on an empty thread. */
function isBeginning({ metadata, parentConfig }: HistoryCheckpoint): boolean {
  return metadata.source === "input" || (metadata.source === "update" && !parentConfig);
}

/**
 * Whether the next state contains a reply or an answer that no stored result contains: a node that ended without a checkpoint of
 * its own step wrote it.
 */
function lost({ values, tasks }: HistoryCheckpoint, next: HistoryCheckpoint): boolean {
  if (next.metadata.source !== "loop") return false;
  const before = findMessages(values);
  const known = [...before, ...tasks.flatMap(({ result }) => findMessages(result))];
  return findMessages(next.values).some(
    (message) =>
      (AIMessage.isInstance(message) || ToolMessage.isInstance(message)) &&
      !includesMessage(message, known),
  );
}
