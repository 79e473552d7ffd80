import type { ItemId, UserId } from "../../src/types.js";

/** Interactions with one correct recommendation per user. */
export interface Checkerboard {
  readonly items: readonly ItemId[];
  readonly sequences: readonly { readonly userId: UserId; readonly itemIds: readonly ItemId[] }[];
  /** Per user: the held-out item, and the items of the other color, which similar users have no interactions with. */
  readonly cases: readonly {
    readonly history: readonly ItemId[];
    readonly heldOut: ItemId;
    readonly others: readonly ItemId[];
  }[];
}

/**
 * User `u` interacted with all items of the same parity except item `u`, which is held out.
 * All items are equally popular, so only the interactions distinguish the held-out item from the others.
 */
export function checkerboard(size = 8): Checkerboard {
  const indexes = Array.from({ length: size }, (_, index) => index);
  const name = (item: number) => `item ${item}`;
  const sequences = indexes.map((user) => ({
    userId: `user ${user}`,
    itemIds: indexes.filter((item) => item % 2 === user % 2 && item !== user).map(name),
  }));
  return {
    items: indexes.map(name),
    sequences,
    cases: sequences.map(({ itemIds }, user) => ({
      history: itemIds,
      heldOut: name(user),
      others: indexes.filter((item) => item % 2 !== user % 2).map(name),
    })),
  };
}
