import type { Interaction, Interactions } from "../../types.js";
import type { IdDictionary } from "./id-dictionary.js";
import { orderByUser, type RowsByUser } from "./order-by-user.js";

/** Arrays of equal length with one entry per row. */
export interface ColumnArrays {
  /** Codes of `userIds`. */
  readonly user: Uint32Array;
  /** Codes of `itemIds`. */
  readonly item: Uint32Array;
  readonly timestamp: Float64Array;
}

/** Interactions as columns of numbers: 16 bytes per row, where an array of objects takes about 100. */
export class InteractionColumns implements Interactions, ColumnArrays {
  readonly user: Uint32Array;
  readonly item: Uint32Array;
  readonly timestamp: Float64Array;
  readonly userIds: IdDictionary;
  readonly itemIds: IdDictionary;
  #byUser: RowsByUser | undefined;

  constructor(
    { user, item, timestamp }: ColumnArrays,
    { userIds, itemIds }: { readonly userIds: IdDictionary; readonly itemIds: IdDictionary },
  ) {
    this.user = user;
    this.item = item;
    this.timestamp = timestamp;
    this.userIds = userIds;
    this.itemIds = itemIds;
  }

  get length(): number {
    return this.user.length;
  }

  /** Rows grouped by user and sorted by time; computed when first used. */
  get byUser(): RowsByUser {
    return this.#byUser ?? this.order();
  }

  /** Computes {@link byUser}. For `onTies` see {@link orderByUser}. */
  order(onTies?: (rows: Uint32Array, start: number, end: number) => void): RowsByUser {
    this.#byUser = orderByUser(this, this.userIds.size, onTies);
    return this.#byUser;
  }

  /** The interaction of a row; a negative row counts from the end. Every call returns a new object. */
  at(row: number): Interaction | undefined {
    const index = row < 0 ? this.length + row : row;
    const user = this.user[index];
    if (user === undefined) return undefined;
    return {
      userId: this.userIds.idOf(user),
      itemId: this.itemIds.idOf(this.item[index] as number),
      timestamp: this.timestamp[index] as number,
    };
  }

  *[Symbol.iterator](): Generator<Interaction> {
    for (let row = 0; row < this.length; row++) yield this.at(row) as Interaction;
  }

  /** A copy with the rows for which `keep` is true. */
  filter(keep: (row: number) => boolean): InteractionColumns {
    const kept = new Uint32Array(this.length);
    let length = 0;
    for (let row = 0; row < this.length; row++) {
      if (keep(row)) kept[length++] = row;
    }
    return this.select(kept.subarray(0, length));
  }

  /** A copy with these rows only, in the given order. */
  select(rows: Uint32Array): InteractionColumns {
    const user = new Uint32Array(rows.length);
    const item = new Uint32Array(rows.length);
    const timestamp = new Float64Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      user[index] = this.user[row] as number;
      item[index] = this.item[row] as number;
      timestamp[index] = this.timestamp[row] as number;
    }
    return new InteractionColumns({ user, item, timestamp }, this);
  }
}
