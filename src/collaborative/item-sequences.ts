import { StarError } from "../errors.js";
import type { ItemId, UserId } from "../types.js";
import { sharedInt32, type SparseRows, transpose } from "./sparse.js";

/** One user's item IDs, oldest first with repeats. */
export interface ItemSequence {
  readonly userId: UserId;
  readonly itemIds: readonly ItemId[];
}

/** A sequence of a loaded dataset: its items are codes of a dictionary, so that no ID is looked up per interaction. */
interface CodedSequence extends ItemSequence {
  readonly length: number;
  readonly itemDictionary: ItemDictionary;
  /** The code of the item at a position from 0 to `length - 1`. */
  itemCodeAt(position: number): number;
}

/** IDs by code, from 0. */
interface ItemDictionary {
  readonly size: number;
  idOf(code: number): ItemId;
}

/** All users' item indexes, concatenated: user `u` has `items[offsets[u]]` to `items[offsets[u + 1] - 1]`, oldest first. */
export interface PackedSequences {
  readonly offsets: Int32Array;
  /** Item indexes with repeats. */
  readonly items: Int32Array;
}

const UNKNOWN = -1;

/**
 * Replaces the items of sequences by their indexes.
 *
 * @throws {StarError} `UNKNOWN_ITEM` if a sequence contains an item that has no index.
 */
export function packSequences(
  sequences: readonly ItemSequence[],
  itemIndex: ReadonlyMap<ItemId, number>,
): PackedSequences {
  // The IDs of a plain sequence may be computed by each access.
  const sources = sequences.map((one) => (isCoded(one) ? one : one.itemIds));
  const offsets = sharedInt32(sources.length + 1);
  for (const [user, { length }] of sources.entries()) {
    offsets[user + 1] = (offsets[user] as number) + length;
  }
  const items = sharedInt32(offsets[sources.length] as number);
  const indexesOf = createIndexTables(itemIndex);
  for (const [user, source] of sources.entries()) {
    const start = offsets[user] as number;
    const indexAt = createLookup(source, { itemIndex, indexesOf });
    for (let position = 0; position < source.length; position++) {
      const index = indexAt(position);
      if (index === UNKNOWN) throw unknownItem(sequences[user] as ItemSequence, position);
      items[start + position] = index;
    }
  }
  return { offsets, items };
}

/**
 * The distinct items of each sequence, ascending, as rows of a users x items matrix, and the transpose. Sorts by counting: rows of
 * a transpose are ascending.
 */
export function toDistinctRows(
  sequences: PackedSequences,
  itemCount: number,
): { readonly rows: SparseRows; readonly columns: SparseRows } {
  const userCount = sequences.offsets.length - 1;
  const byItem = transpose({ offsets: sequences.offsets, columns: sequences.items }, itemCount);
  const columns = withoutRepeats(byItem);
  return { rows: transpose(columns, userCount), columns };
}

/** Removes equal columns from rows in ascending order. */
function withoutRepeats({ offsets, columns }: SparseRows): SparseRows {
  const isRepeat = (entry: number, start: number) =>
    entry > start && columns[entry] === columns[entry - 1];
  const starts = sharedInt32(offsets.length);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const [start, end] = [offsets[row] as number, offsets[row + 1] as number];
    let count = starts[row] as number;
    for (let entry = start; entry < end; entry++) if (!isRepeat(entry, start)) count++;
    starts[row + 1] = count;
  }
  const total = starts[offsets.length - 1] as number;
  if (total === columns.length) return { offsets, columns };
  const distinct = sharedInt32(total);
  let next = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    const [start, end] = [offsets[row] as number, offsets[row + 1] as number];
    for (let entry = start; entry < end; entry++) {
      if (!isRepeat(entry, start)) distinct[next++] = columns[entry] as number;
    }
  }
  return { offsets: starts, columns: distinct };
}

function isCoded(sequence: ItemSequence): sequence is CodedSequence {
  return "itemDictionary" in sequence;
}

/** Returns a function from a position to the index of its item, -1 for an unknown item. */
function createLookup(
  source: readonly ItemId[] | CodedSequence,
  {
    itemIndex,
    indexesOf,
  }: {
    readonly itemIndex: ReadonlyMap<ItemId, number>;
    readonly indexesOf: (dictionary: ItemDictionary) => Int32Array;
  },
): (position: number) => number {
  if (!("itemDictionary" in source)) {
    return (position) => itemIndex.get(source[position] as ItemId) ?? UNKNOWN;
  }
  const indexes = indexesOf(source.itemDictionary);
  return (position) => indexes[source.itemCodeAt(position)] as number;
}

/** Returns the index of every code of a dictionary, computed once per dictionary. */
function createIndexTables(itemIndex: ReadonlyMap<ItemId, number>) {
  const tables = new Map<ItemDictionary, Int32Array>();
  return (dictionary: ItemDictionary): Int32Array => {
    const known = tables.get(dictionary);
    if (known !== undefined) return known;
    const table = new Int32Array(dictionary.size);
    for (let code = 0; code < table.length; code++) {
      table[code] = itemIndex.get(dictionary.idOf(code)) ?? UNKNOWN;
    }
    tables.set(dictionary, table);
    return table;
  };
}

function unknownItem({ userId, itemIds }: ItemSequence, position: number): StarError {
  return new StarError("UNKNOWN_ITEM", {
    message: `User "${userId}" interacted with item "${itemIds[position]}", which is not in the catalog.`,
    remedy: "Add the item to the catalog or remove the interaction.",
  });
}
