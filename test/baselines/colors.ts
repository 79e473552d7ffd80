import { expect } from "vitest";
import {
  createSasRecRecommender,
  type SasRecModel,
} from "../../src/baselines/sasrec/recommender.js";
import { createRandom, randomInteger, shuffle } from "../../src/random.js";
import type { Dataset, Interaction } from "../../src/types.js";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

function toDataset(items: number, sequences: readonly (readonly number[])[]): Dataset {
  const name = (item: number) => `item ${item}`;
  const ids = range(items).map(name);
  return {
    name: "toy",
    synthetic: true,
    clock: "order",
    items: new Map(ids.map((id) => [id, { id, title: id, categories: [] }])),
    interactions: sequences.flatMap((sequence, user) =>
      sequence.map((item, timestamp): Interaction => ({
        userId: `user ${user}`,
        itemId: name(item),
        timestamp,
      })),
    ),
  };
}

/** Ten colors of twelve items each. Every user has nine items of one color, so that co-occurrence determines the color of the next one. */
export function colorBoard(users = 100): Dataset {
  const random = createRandom("colors");
  const ofColor = (color: number) => range(12).map((item) => 12 * color + item);
  return toDataset(
    120,
    range(users).map((user) => shuffle(ofColor(user % 10), random).slice(0, 9)),
  );
}

/** Every user goes around a circle of items from a random start, so that the next item is certain. */
export function circle({ items = 30, users = 60, steps = 6 } = {}): Dataset {
  const random = createRandom("circle");
  return toDataset(
    items,
    range(users).map(() => {
      const start = randomInteger(random, items);
      return range(steps).map((step) => (start + step) % items);
    }),
  );
}

/** A model that was trained on {@link circle} ranks the item that follows any two neighbors first. */
export function expectCircleLearned(model: SasRecModel): void {
  const recommender = createSasRecRecommender(model);
  for (const item of range(model.items.length)) {
    const history = [28, 29].map((steps) => model.items[(item + steps) % model.items.length]!);
    const [next, ...others] = recommender.score(history, [
      model.items[item]!,
      ...model.items.filter((_, other) => other !== item),
    ]);
    expect(next).toBeGreaterThan(Math.max(...others));
  }
}
