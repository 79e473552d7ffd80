import type { Interaction, Split } from "../../../src/types.js";

/**
 * The split over arrays of objects, with one text key per interaction. It needs gigabytes for large datasets, but it is short
 * enough to be checked by reading, so the columns are compared with it.
 */
export interface ReferenceSequence {
  readonly userId: string;
  readonly interactions: readonly Interaction[];
}

const HIDDEN = {
  train: ["train", "validation", "test"],
  validation: ["validation", "test"],
  test: ["test"],
} as const;

export function referenceSequences(interactions: readonly Interaction[]): ReferenceSequence[] {
  const byUser = new Map<string, Interaction[]>();
  for (const one of interactions) byUser.set(one.userId, [...(byUser.get(one.userId) ?? []), one]);
  return [...byUser].map(([userId, own]) => ({
    userId,
    interactions: own.toSorted((a, b) => a.timestamp - b.timestamp),
  }));
}

export function referenceTargets(count: number): Record<Split, number[]> {
  const training = Math.min(8, Math.floor(Math.max(0, count - 2) / 2));
  return {
    train: Array.from({ length: training }, (_, index) => count - 2 - training + index),
    validation: count >= 3 ? [count - 2] : [],
    test: count >= 2 ? [count - 1] : [],
  };
}

export function referenceFit(
  interactions: readonly Interaction[],
  split: Split,
): ReferenceSequence[] {
  const users = referenceSequences(interactions);
  const hidden = new Set(
    users.flatMap((user) => {
      const targets = referenceTargets(user.interactions.length);
      const positions = HIDDEN[split].flatMap((one) => targets[one]);
      return positions.map((position) => keyOf(user.interactions[position]!));
    }),
  );
  return users.map(({ userId, interactions: own }) => ({
    userId,
    interactions: own.filter((one) => !hidden.has(keyOf(one))),
  }));
}

/** Without rows that repeat an earlier row. */
export function referenceDistinct(interactions: readonly Interaction[]): Interaction[] {
  return [...new Map(interactions.toReversed().map((one) => [keyOf(one), one])).values()]
    .toReversed()
    .toSorted((a, b) => interactions.indexOf(a) - interactions.indexOf(b));
}

function keyOf({ userId, itemId, timestamp }: Interaction): string {
  return `${userId}\u0000${itemId}\u0000${timestamp}`;
}
