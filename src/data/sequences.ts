import type { Interaction, Interactions, ItemId, UserId } from "../types.js";
import { toColumns } from "./columns/column-builder.js";
import type { IdDictionary } from "./columns/id-dictionary.js";
import { InteractionColumns } from "./columns/interaction-columns.js";

/** One user's interactions, oldest first with repeats. Ties keep source order. */
export interface UserSequence {
  readonly userId: UserId;
  /** Number of interactions. */
  readonly length: number;
  /** Created from columns by each access: read it once. */
  readonly interactions: readonly Interaction[];
  /** Item IDs of `interactions`, aligned. Created by each access, too. */
  readonly itemIds: readonly ItemId[];
  /** The item ID at a position from 0 to `length - 1`. */
  itemIdAt(position: number): ItemId;
  /** The timestamp at a position from 0 to `length - 1`. */
  timeAt(position: number): number;
  /** True if an interaction before this position is with the same item. */
  isRepeat(position: number): boolean;
}

/** A sequence as a range of rows of columns: `rows[start]` to `rows[end - 1]`. */
export class RowSequence implements UserSequence {
  readonly userId: UserId;
  readonly length: number;
  readonly #columns: InteractionColumns;
  readonly #rows: Uint32Array;
  readonly #start: number;

  constructor(
    userId: UserId,
    {
      columns,
      rows,
      start = 0,
      end = rows.length,
    }: {
      readonly columns: InteractionColumns;
      readonly rows: Uint32Array;
      readonly start?: number;
      readonly end?: number;
    },
  ) {
    this.userId = userId;
    this.length = end - start;
    this.#columns = columns;
    this.#rows = rows;
    this.#start = start;
  }

  get interactions(): Interaction[] {
    return Array.from({ length: this.length }, (_, position) => this.at(position));
  }

  get itemIds(): ItemId[] {
    const ids: ItemId[] = [];
    for (let position = 0; position < this.length; position++) ids.push(this.itemIdAt(position));
    return ids;
  }

  /** Item IDs by the codes of {@link itemCodeAt}. */
  get itemDictionary(): IdDictionary {
    return this.#columns.itemIds;
  }

  /** The code of the item at a position from 0 to `length - 1`. */
  itemCodeAt(position: number): number {
    return this.#columns.item[this.rowAt(position)] as number;
  }

  itemIdAt(position: number): ItemId {
    const { item, itemIds } = this.#columns;
    return itemIds.idOf(item[this.rowAt(position)] as number);
  }

  timeAt(position: number): number {
    return this.#columns.timestamp[this.rowAt(position)] as number;
  }

  isRepeat(position: number): boolean {
    const { item } = this.#columns;
    const code = item[this.rowAt(position)];
    for (let earlier = 0; earlier < position; earlier++) {
      if (item[this.rowAt(earlier)] === code) return true;
    }
    return false;
  }

  /** The interaction at a position from 0 to `length - 1`. */
  at(position: number): Interaction {
    return this.#columns.at(this.rowAt(position)) as Interaction;
  }

  /** The sequence without the interactions at these positions. */
  without(positions: readonly number[]): RowSequence {
    if (positions.length === 0) return this;
    const removed = new Set(positions);
    const [columns, start] = [this.#columns, this.#start];
    let end = this.length;
    while (removed.delete(end - 1)) end--; // the latest positions need no copy
    if (removed.size === 0) {
      return new RowSequence(this.userId, { columns, rows: this.#rows, start, end: start + end });
    }
    const rows = this.#rows
      .subarray(start, start + end)
      .filter((_, position) => !removed.has(position));
    return new RowSequence(this.userId, { columns, rows });
  }

  /** The row at a position from 0 to `length - 1`. */
  rowAt(position: number): number {
    return this.#rows[this.#start + position] as number;
  }
}

/**
 * Groups interactions by user, in order of the users' first appearance: to fit an index that recommends to today's users.
 * `fitInteractions` leaves out what tasks of a split must not see.
 *
 * @param interactions - Those of a dataset, or rows with `userId`, `itemId` and `timestamp`, in any order.
 * @returns One sequence per user, sorted by time; ties keep the order of the source.
 *
 * @example
 * ```ts
 * import { userSequences } from "langgraph-star/data";
 *
 * const [ann] = userSequences([
 *   { userId: "ann", itemId: "b", timestamp: 2 },
 *   { userId: "ann", itemId: "a", timestamp: 1 },
 * ]);
 * console.log(ann?.itemIds); // [ 'a', 'b' ]
 * ```
 */
export function userSequences(
  interactions: Interactions | Iterable<Interaction>,
): readonly RowSequence[] {
  const columns = toColumns(interactions);
  return Array.from(columns.byUser.users, (user) => sequenceOf(columns, user));
}

/** Returns the sequence of one user; undefined for a user without interactions. */
export function findSequence(
  interactions: Interactions | Iterable<Interaction>,
  userId: UserId,
): RowSequence | undefined {
  // Of an array, only the interactions of the user are copied.
  const isColumns = interactions instanceof InteractionColumns;
  const columns = isColumns ? interactions : toColumns(ownOf(interactions, userId));
  const user = columns.userIds.codeOf(userId);
  const sequence = user === undefined ? undefined : sequenceOf(columns, user);
  return sequence?.length === 0 ? undefined : sequence;
}

function* ownOf(interactions: Iterable<Interaction>, userId: UserId): Generator<Interaction> {
  for (const one of interactions) if (one.userId === userId) yield one;
}

function sequenceOf(columns: InteractionColumns, user: number): RowSequence {
  const { offsets, rows } = columns.byUser;
  const [start, end] = [offsets[user] as number, offsets[user + 1] as number];
  return new RowSequence(columns.userIds.idOf(user), { columns, rows, start, end });
}

/** Returns true for equal user, item and timestamp, which identify an interaction across copies of a dataset. */
export function isSameInteraction(one: Interaction, other: Interaction): boolean {
  return (
    one.timestamp === other.timestamp && one.itemId === other.itemId && one.userId === other.userId
  );
}

/** Returns the interactions for which `keep` is true, as columns. */
export function filterInteractions(
  interactions: Interactions | Iterable<Interaction>,
  keep: (interaction: Interaction) => boolean,
): InteractionColumns {
  const columns = toColumns(interactions);
  return columns.filter((row) => keep(columns.at(row) as Interaction));
}
