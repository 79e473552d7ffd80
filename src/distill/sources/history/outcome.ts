import { isRecord } from "../../recorder/snapshot.js";
import { findMessages, isAmong } from "./find-messages.js";
import type { Checkpoint, NodeRun } from "./snapshot.js";

/** What came of a node that was planned. */
export interface Outcome {
  readonly result: unknown;
  readonly error: string | undefined;
}

interface Circumstances {
  /** The checkpoint after the one at which the node was planned. */
  readonly next: Checkpoint | undefined;
  /** What the node around its graph wrote, if that node succeeded. */
  readonly around: unknown;
}

/** @returns Undefined for a node that did not run, such as one whose turn a change of the state by hand has taken. */
export function outcomeOf(task: NodeRun, { next, around }: Circumstances): Outcome | undefined {
  const { result } = task;
  // An interrupt that was answered, and a failure before another attempt, stay with their task.
  if (next?.metadata.source === "loop") return { result, error: undefined };
  if (next !== undefined) return stands(result, next) ? { result, error: undefined } : undefined;
  if (result != null) return { result, error: undefined };
  // A graph that ends in the middle of a step although the node around it succeeded has handed over to another node.
  if (around != null) return { result: around, error: "ParentCommand: " };
  const error = describeError(task.error) ?? (isWaiting(task) ? "GraphInterrupt: " : undefined);
  return error === undefined ? undefined : { result, error };
}

/** A fork leaves behind what had been written; a change by hand in the midst of a step keeps it. */
function stands(result: unknown, { values }: Checkpoint): boolean {
  const kept = findMessages(values);
  return findMessages(result).some((message) => isAmong(message, kept));
}

export function isWaiting({ interrupts, result }: NodeRun): boolean {
  return (interrupts ?? []).length > 0 && result == null;
}

/** Checkpointers keep an error as `{ name, message }`. */
export function describeError(error: unknown): string | undefined {
  if (error == null) return undefined;
  if (!isRecord(error)) return String(error);
  return `${String(error["name"] ?? "Error")}: ${String(error["message"] ?? "")}`;
}
