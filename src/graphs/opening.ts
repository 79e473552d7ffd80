import { formatTaskPrompt } from "../text/task-prompt.js";
import { RECENT_CHOICES } from "../tools/lookup-user-history.js";
import type { Dataset, Interaction, Item, ItemId, UserId } from "../types.js";

/** What a graph has to be told about a task, whether it comes from a benchmark or from a request. */
export interface Question {
  readonly userId: UserId;
  /** Oldest first. */
  readonly history: readonly Interaction[];
  readonly candidates: readonly ItemId[];
}

/** The input of teacher and student. */
export interface GraphInput {
  readonly opening: string;
  readonly userId: UserId;
  readonly candidates: ItemId[];
}

/** The graph's input for a task: the user, a summary of the history to plan from, and the candidates. */
export function toGraphInput(
  { userId, history, candidates }: Question,
  dataset: Pick<Dataset, "items" | "clock">,
): GraphInput {
  const lookUp = (itemId: ItemId): Item =>
    dataset.items.get(itemId) ?? { id: itemId, title: "unknown item", categories: [] };
  const opening = formatTaskPrompt({
    userId,
    history: history.map(({ itemId }) => lookUp(itemId)),
    period: dataset.clock === "unix-seconds" ? periodOf(history) : undefined,
    recentCount: RECENT_CHOICES,
    candidates: candidates.map(lookUp),
  });
  return { opening, userId, candidates: [...candidates] };
}

function periodOf(history: readonly Interaction[]): [first: string, last: string] | undefined {
  const [first, last] = [history[0], history.at(-1)];
  return first === undefined || last === undefined ? undefined : [dayOf(first), dayOf(last)];
}

function dayOf({ timestamp }: Interaction): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}
