import type { Interaction, Interactions } from "../../types.js";
import { IdDictionary } from "./id-dictionary.js";
import { InteractionColumns } from "./interaction-columns.js";

const FIRST_CAPACITY = 1024;

/** Collects rows in columns that grow. */
export class ColumnBuilder {
  readonly userIds = new IdDictionary();
  readonly itemIds: IdDictionary;
  #user = new Uint32Array(FIRST_CAPACITY);
  #item = new Uint32Array(FIRST_CAPACITY);
  #timestamp = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** @param itemIds - The catalog, so that codes of items are positions in it. Default: numbered by first appearance. */
  constructor(itemIds: IdDictionary = new IdDictionary()) {
    this.itemIds = itemIds;
  }

  /** Number of rows. */
  get length(): number {
    return this.#length;
  }

  /** Appends a row; `user` and `item` are codes of the two dictionaries. */
  add(user: number, item: number, timestamp: number): void {
    const row = this.#length++;
    if (row === this.#user.length) this.reserve(2 * row);
    this.#user[row] = user;
    this.#item[row] = item;
    this.#timestamp[row] = timestamp;
  }

  /** Returns the rows. The builder must not be used afterwards. */
  finish(): InteractionColumns {
    const length = this.#length;
    return new InteractionColumns(
      {
        user: this.#user.subarray(0, length),
        item: this.#item.subarray(0, length),
        timestamp: this.#timestamp.subarray(0, length),
      },
      this,
    );
  }

  /**
   * Makes room for this number of rows. The system provides the memory of a new array when it is written to, so too much room costs
   * nothing, but each time the room grows all rows are copied, and the old ones remain until garbage is collected.
   */
  reserve(rows: number): void {
    if (rows <= this.#user.length) return;
    this.#user = resize(this.#user, new Uint32Array(rows));
    this.#item = resize(this.#item, new Uint32Array(rows));
    this.#timestamp = resize(this.#timestamp, new Float64Array(rows));
  }
}

function resize<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Returns interactions as columns: columns as they are, any other interactions as a copy. */
export function toColumns(interactions: Interactions | Iterable<Interaction>): InteractionColumns {
  if (interactions instanceof InteractionColumns) return interactions;
  const builder = new ColumnBuilder();
  const { userIds, itemIds } = builder;
  for (const { userId, itemId, timestamp } of interactions) {
    builder.add(userIds.add(userId), itemIds.add(itemId), timestamp);
  }
  return builder.finish();
}
