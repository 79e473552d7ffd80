import type { Interaction, ItemId, UserId } from "../types.js";

/** One user's interactions, oldest first with repeats. Ties keep source order. */
export interface UserSequence {
  readonly userId: UserId;
  readonly interactions: readonly Interaction[];
  /** Item IDs of `interactions`, aligned. */
  readonly itemIds: readonly ItemId[];
}

/** Groups interactions by user, in order of the users' first appearance. */
export function userSequences(interactions: Iterable<Interaction>): readonly UserSequence[] {
  const byUser = new Map<UserId, Interaction[]>();
  for (const interaction of interactions) {
    const own = byUser.get(interaction.userId);
    if (own === undefined) byUser.set(interaction.userId, [interaction]);
    else own.push(interaction);
  }
  // Array.sort is stable, so ties keep source order.
  return [...byUser].map(([userId, own]) =>
    toSequence(
      userId,
      own.sort((a, b) => a.timestamp - b.timestamp),
    ),
  );
}

/** Wraps one user's interactions, which must be sorted. */
export function toSequence(userId: UserId, interactions: readonly Interaction[]): UserSequence {
  return { userId, interactions, itemIds: interactions.map(({ itemId }) => itemId) };
}

/** Identifies an interaction across copies of a dataset: user, item and timestamp. */
export function interactionKey({ userId, itemId, timestamp }: Interaction): string {
  return `${userId}\u0000${itemId}\u0000${timestamp}`;
}
