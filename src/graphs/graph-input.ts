import { randomUUID } from "node:crypto";
import { lookUpItem } from "../text/item-line.js";
import { formatDay } from "../text/day.js";
import { formatTaskPrompt } from "../text/task-prompt.js";
import { RECENT_INTERACTIONS } from "../tools/lookup-user-history.js";
import type { Dataset, Interaction, ItemId, UserId, VisibleTask } from "../types.js";

/** A ranking task without its benchmark fields: a user with their history, and the candidates. */
export interface Question {
  readonly userId: UserId;
  /** The interactions that the graph may see, oldest first. */
  readonly history: readonly Interaction[];
  readonly candidates: readonly ItemId[];
}

/** The input of a teacher or student graph. */
export interface GraphInput {
  /** The task as text: the user, a summary of the history, and the candidates with titles and categories. */
  readonly opening: string;
  readonly userId: UserId;
  /** Ids of the items to rank. */
  readonly candidates: ItemId[];
}

/**
 * Converts a task to the input of a teacher or student graph.
 *
 * @param question - A task of `createTasks`, or a user with history and candidates of your own.
 * @param dataset - Titles and categories of the items, and whether timestamps are dates.
 *
 * @example
 * ```ts
 * import { toGraphInput } from "langgraph-star";
 *
 * const items = new Map(["a", "b", "c"].map((id) => [id, { id, title: `Film ${id}`, categories: ["Drama"] }]));
 * const history = [{ userId: "ann", itemId: "a", timestamp: 1 }];
 * const question = { userId: "ann", history, candidates: ["b", "c"] };
 * const { opening } = toGraphInput(question, { items, clock: "order" });
 * console.log(opening.includes('Latest choices, oldest first: [a] "Film a"')); // true
 * ```
 */
export function toGraphInput(
  { userId, history, candidates }: Question,
  dataset: Pick<Dataset, "items" | "clock">,
): GraphInput {
  const lookUp = (itemId: ItemId) => lookUpItem(dataset.items, itemId);
  const opening = formatTaskPrompt({
    userId,
    history: history.map(({ itemId }) => lookUp(itemId)),
    period: dataset.clock === "unix-seconds" ? periodOf(history) : undefined,
    recentCount: RECENT_INTERACTIONS,
    candidates: candidates.map(lookUp),
  });
  return { opening, userId, candidates: [...candidates] };
}

/**
 * A question as a task, for the context of a run. Its id is unique, so that no cached value of another task is used.
 *
 * @param dataset - Name of the dataset.
 */
export function toVisibleTask(
  { userId, history, candidates }: Question,
  dataset: string,
): VisibleTask {
  const fixed = { scenario: "classic", split: "test", draw: 0, seed: 0 } as const;
  return { id: `request/${randomUUID()}`, dataset, ...fixed, userId, history, candidates };
}

function periodOf(history: readonly Interaction[]): [first: string, last: string] | undefined {
  const [first, last] = [history[0], history.at(-1)];
  return first === undefined || last === undefined
    ? undefined
    : [formatDay(first.timestamp), formatDay(last.timestamp)];
}
