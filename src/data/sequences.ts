import type { Interaction, ItemId, UserId } from "../types.js";

/** One user's interactions in protocol order: by time, and at the same time in the order of the source. Repeats kept. */
export interface UserSequence {
  readonly userId: UserId;
  readonly interactions: readonly Interaction[];
  /** The items of `interactions`, position by position. */
  readonly itemIds: readonly ItemId[];
}

/** Every user's sequence, users in order of first appearance. */
export function userSequences(interactions: Iterable<Interaction>): readonly UserSequence[] {
  const byUser = new Map<UserId, Interaction[]>();
  for (const interaction of interactions) {
    const own = byUser.get(interaction.userId);
    if (own === undefined) byUser.set(interaction.userId, [interaction]);
    else own.push(interaction);
  }
  // Array.sort is stable, which is what keeps ties in source order.
  return [...byUser].map(([userId, own]) =>
    toSequence(
      userId,
      own.sort((a, b) => a.timestamp - b.timestamp),
    ),
  );
}

/** Wraps one user's interactions, which are in protocol order already. */
export function toSequence(userId: UserId, interactions: readonly Interaction[]): UserSequence {
  return { userId, interactions, itemIds: interactions.map(({ itemId }) => itemId) };
}

/** What makes an interaction the same one in another reading of the same source. */
export function interactionKey({ userId, itemId, timestamp }: Interaction): string {
  return `${userId}\u0000${itemId}\u0000${timestamp}`;
}
