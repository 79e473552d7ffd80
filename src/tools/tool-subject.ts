import type { ToolRuntime } from "@langchain/core/tools";
import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import type { EvidenceSubject } from "../collaborative/evidence/history-signals.js";
import { findSequence } from "../data/sequences.js";
import { quoteData } from "../text/data-text.js";
import type { Dataset, Interaction, ItemId, UserId, VisibleTask } from "../types.js";

/** The user that a tool is asked about, with the data that the tool may see. */
export interface ToolSubject extends EvidenceSubject {
  /** The candidates of the current task; empty for any other user. */
  readonly candidates: readonly ItemId[];
  /** True if timestamps are known. */
  readonly isDated: boolean;
}

/** Finds the user that a tool is asked about; undefined when there is no such user. */
export type FindSubject = (userId: UserId, runtime: ToolRuntime) => ToolSubject | undefined;

/**
 * The history of the current task's user comes from the task, `graph.invoke(input, { context: { task } })`, which contains exactly
 * the interactions that tools may see. All other histories, or all without a task, come from `histories` if given, else from the
 * interactions that the index was fitted on.
 */
export function createFindSubject(
  index: CollaborativeIndex,
  histories?: Dataset["interactions"],
): FindSubject {
  const known = new Map<UserId, readonly Interaction[]>();
  const isDated = histories !== undefined;
  return (userId, runtime) => {
    const task = taskOf(runtime);
    if (task?.userId === userId) return { ...task, isDated: true };
    const history =
      known.get(userId) ??
      (isDated ? findSequence(histories, userId)?.interactions : fittedHistory(index, userId));
    if (history === undefined) return undefined;
    known.set(userId, history);
    return { userId, history, candidates: candidatesOf(userId, runtime), isDated };
  };
}

function taskOf({ context }: ToolRuntime): VisibleTask | undefined {
  return (context as { readonly task?: VisibleTask } | undefined)?.task;
}

/** Without a task, the candidates of the graph's state, if it is about this user. */
function candidatesOf(userId: UserId, { state }: ToolRuntime): readonly ItemId[] {
  const known = state as
    | { readonly userId?: unknown; readonly candidates?: readonly ItemId[] }
    | undefined;
  return known?.userId === userId ? (known.candidates ?? []) : [];
}

function fittedHistory(
  { matrix }: CollaborativeIndex,
  userId: UserId,
): readonly Interaction[] | undefined {
  const user = matrix.userIndex.get(userId);
  if (user === undefined) return undefined;
  const { offsets, items } = matrix.sequences;
  return Array.from(items.subarray(offsets[user], offsets[user + 1]), (item, position) => ({
    userId,
    itemId: matrix.items[item] as ItemId,
    timestamp: position,
  }));
}

/** The answer to an unknown user id, with a remedy for the model. */
export function noSuchUser(userId: string): string {
  return `There is no user ${quoteData(userId)}. Use the user id given in the task, or one that search_neighbors answered.`;
}
