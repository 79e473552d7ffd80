import { StarError } from "../errors.js";
import type { ItemId, UserId } from "../types.js";
import { concatenateRows, sharedInt32, type SparseRows, transpose } from "./sparse.js";

/** What one user chose, oldest first, repeats kept. */
export interface UserSequence {
  readonly userId: UserId;
  readonly itemIds: readonly ItemId[];
}

/** Every user's item indexes end to end: user `u` holds `items[offsets[u]]` to `items[offsets[u + 1] - 1]`, oldest first. */
export interface Sequences {
  readonly offsets: Int32Array;
  /** Item indexes in protocol order, repeats kept. */
  readonly items: Int32Array;
}

/** Who chose what: users x items, binary (a repeated choice counts once), with the order of the choices beside it. */
export interface InteractionMatrix {
  /** User ids by user index, in the order given. */
  readonly users: readonly UserId[];
  /** Item ids by item index: the catalogue's order, also for items nobody chose. */
  readonly items: readonly ItemId[];
  readonly userIndex: ReadonlyMap<UserId, number>;
  readonly itemIndex: ReadonlyMap<ItemId, number>;
  /** users x items. */
  readonly rows: SparseRows;
  /** items x users: the same entries, by item. */
  readonly columns: SparseRows;
  /** Number of users who chose each item. */
  readonly itemCounts: Int32Array;
  readonly sequences: Sequences;
}

/** What an {@link InteractionMatrix} is made of, without what is quickly derived. */
export type MatrixParts = Pick<
  InteractionMatrix,
  "users" | "items" | "rows" | "columns" | "sequences"
>;

/**
 * Lays interactions out for fitting.
 *
 * @param sequences - One entry a user; only what the fit may see.
 * @param items - The whole catalogue; its order gives the item indexes.
 * @throws {StarError} `UNKNOWN_ITEM` when a sequence names an item outside the catalogue.
 * @throws {StarError} `INVALID_ARGUMENT` when a user or an item is given twice.
 */
export function createInteractionMatrix({
  sequences,
  items,
}: {
  readonly sequences: readonly UserSequence[];
  readonly items: Iterable<ItemId>;
}): InteractionMatrix {
  const catalogue = [...items];
  const itemIndex = indexOf(catalogue, "item");
  const ordered = sequences.map(({ userId, itemIds }) =>
    itemIds.map((itemId) => itemIndex.get(itemId) ?? refuse(itemId, userId)),
  );
  const { offsets, columns } = concatenateRows(ordered);
  const rows = concatenateRows(ordered.map((indexes) => Int32Array.from(new Set(indexes)).sort()));
  return assembleMatrix({
    users: sequences.map(({ userId }) => userId),
    items: catalogue,
    rows,
    columns: transpose(rows, catalogue.length),
    sequences: { offsets, items: columns },
  });
}

/** Completes a matrix with what follows from its parts: indexes by id and counts. */
export function assembleMatrix(parts: MatrixParts): InteractionMatrix {
  const { offsets } = parts.columns;
  const itemCounts = sharedInt32(parts.items.length);
  for (let item = 0; item < itemCounts.length; item++) {
    itemCounts[item] = (offsets[item + 1] as number) - (offsets[item] as number);
  }
  return {
    ...parts,
    userIndex: indexOf(parts.users, "user"),
    itemIndex: indexOf(parts.items, "item"),
    itemCounts,
  };
}

/** The distinct item indexes of a history, in order of first choice; ids outside the catalogue are left out. */
export function knownItems(matrix: InteractionMatrix, history: readonly ItemId[]): number[] {
  const indexes = history.flatMap((itemId) => matrix.itemIndex.get(itemId) ?? []);
  return [...new Set(indexes)];
}

function indexOf(ids: readonly string[], what: string): ReadonlyMap<string, number> {
  const index = new Map(ids.map((id, position) => [id, position]));
  if (index.size === ids.length) return index;
  const twice = ids.find((id, position) => index.get(id) !== position);
  throw new StarError("INVALID_ARGUMENT", {
    message: `The ${what} "${twice}" is given twice.`,
    remedy: `Give every ${what} once.`,
  });
}

function refuse(itemId: ItemId, userId: UserId): never {
  throw new StarError("UNKNOWN_ITEM", {
    message: `User "${userId}" chose item "${itemId}", which is not in the catalogue.`,
    remedy: "Add the item to the catalogue or leave the interaction out.",
  });
}
