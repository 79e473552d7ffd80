import type { ItemId, UserId } from "../../src/types.js";

/** Interactions with one right answer a user. */
export interface Checkerboard {
  readonly items: readonly ItemId[];
  readonly sequences: readonly { readonly userId: UserId; readonly itemIds: readonly ItemId[] }[];
  /** Per user: what was withheld, and the items of the other color, which nobody like this user chose. */
  readonly answers: readonly {
    readonly history: readonly ItemId[];
    readonly withheld: ItemId;
    readonly others: readonly ItemId[];
  }[];
}

/**
 * User `u` likes the items of the same parity and chose all of them but item `u`, the withheld diagonal.
 * Every item is equally popular, so only who chose what tells the withheld item from the others.
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
    answers: sequences.map(({ itemIds }, user) => ({
      history: itemIds,
      withheld: name(user),
      others: indexes.filter((item) => item % 2 !== user % 2).map(name),
    })),
  };
}
