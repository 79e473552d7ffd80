import {
  type CollaborativeOptions,
  fitCollaborativeIndex,
} from "../../src/collaborative/collaborative-index.js";
import type { Dataset, Interaction, Item } from "../../src/types.js";

const item = (id: string, ...categories: string[]): Item => ({
  id,
  title: `Item ${id}`,
  categories,
});

/** Six items; `f` has no interactions. */
const ITEMS = [
  item("a", "x"),
  item("b", "x", "y"),
  item("c", "y"),
  item("d", "z"),
  item("e"),
  item("f", "x"),
];

/** Five users with 14 interactions, oldest first: three each with a, b, c and d, two with e. */
const SEQUENCES = [
  { userId: "u1", itemIds: ["a", "b", "c"] },
  { userId: "u2", itemIds: ["a", "b", "d"] },
  { userId: "u3", itemIds: ["b", "c", "d"] },
  { userId: "u4", itemIds: ["a", "c", "e"] },
  { userId: "u5", itemIds: ["d", "e"] },
];

export const DAY = 86_400;

/** Interactions of one user, one per day from 1970-01-02. */
export function dailyInteractions(userId: string, itemIds: readonly string[]): Interaction[] {
  return itemIds.map((itemId, index) => ({ userId, itemId, timestamp: (index + 1) * DAY }));
}

/** A dataset small enough to count by hand. */
export const tinyShop: Dataset = {
  name: "tiny",
  synthetic: true,
  clock: "unix-seconds",
  items: new Map(ITEMS.map((one) => [one.id, one])),
  interactions: SEQUENCES.flatMap(({ userId, itemIds }) => dailyInteractions(userId, itemIds)),
};

/** An index over {@link tinyShop}, with two factors and exact search. */
export function fitTinyShop(options: CollaborativeOptions = {}) {
  return fitCollaborativeIndex({
    sequences: SEQUENCES,
    items: tinyShop.items.keys(),
    options: { als: { factors: 2, regularization: 0.1 }, backend: "exact", ...options },
  });
}
