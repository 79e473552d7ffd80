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

/** Six items; nobody chose `f`. */
const ITEMS = [
  item("a", "x"),
  item("b", "x", "y"),
  item("c", "y"),
  item("d", "z"),
  item("e"),
  item("f", "x"),
];

/** Five users with 14 choices, oldest first: a, b, c and d were chosen three times each, e twice. */
export const SEQUENCES = [
  { userId: "u1", itemIds: ["a", "b", "c"] },
  { userId: "u2", itemIds: ["a", "b", "d"] },
  { userId: "u3", itemIds: ["b", "c", "d"] },
  { userId: "u4", itemIds: ["a", "c", "e"] },
  { userId: "u5", itemIds: ["d", "e"] },
];

export const DAY = 86_400;

/** Choices of one user, a day apart from 1970-01-02 on. */
export function choices(userId: string, itemIds: readonly string[]): Interaction[] {
  return itemIds.map((itemId, place) => ({ userId, itemId, timestamp: (place + 1) * DAY }));
}

/** A dataset small enough to count in one's head. */
export const tinyShop: Dataset = {
  name: "tiny",
  synthetic: true,
  clock: "unix-seconds",
  items: new Map(ITEMS.map((one) => [one.id, one])),
  interactions: SEQUENCES.flatMap(({ userId, itemIds }) => choices(userId, itemIds)),
};

/** An index over {@link tinyShop}, with two factors and exact search. */
export function fitTinyShop(options: CollaborativeOptions = {}) {
  return fitCollaborativeIndex({
    sequences: SEQUENCES,
    items: tinyShop.items.keys(),
    options: { als: { factors: 2, regularization: 0.1 }, backend: "exact", ...options },
  });
}
