import { StarError } from "../errors.js";
import type { ItemId, UserId } from "../types.js";
import {
  type ItemSequence,
  type PackedSequences,
  packSequences,
  toDistinctRows,
} from "./item-sequences.js";
import { sharedInt32, type SparseRows } from "./sparse.js";

/** The binary users x items matrix (repeats count once), and the sequences that it was built from. */
export interface InteractionMatrix {
  /** User IDs by user index, in the order given. */
  readonly users: readonly UserId[];
  /** Item IDs by item index, in catalog order, including items without interactions. */
  readonly items: readonly ItemId[];
  readonly userIndex: ReadonlyMap<UserId, number>;
  readonly itemIndex: ReadonlyMap<ItemId, number>;
  /** users x items. */
  readonly rows: SparseRows;
  /** items x users: the transpose of `rows`. */
  readonly columns: SparseRows;
  /** Number of users per item. */
  readonly itemCounts: Int32Array;
  readonly sequences: PackedSequences;
}

/** The parts of an {@link InteractionMatrix} that the others are derived from. */
type MatrixParts = Pick<InteractionMatrix, "users" | "items" | "rows" | "columns" | "sequences">;

/**
 * Creates the interaction matrix that the `fit*` functions take.
 *
 * `sequences` has one entry per user, with only the interactions that the fit may use; `items` has the item ids of the whole
 * catalog, whose order determines the item indexes.
 *
 * @throws {StarError} `UNKNOWN_ITEM` if a sequence contains an item outside the catalog.
 * @throws {StarError} `INVALID_ARGUMENT` if a user or an item occurs twice.
 *
 * @example
 * ```ts
 * import { createInteractionMatrix } from "langgraph-star/collaborative";
 *
 * const sequences = [
 *   { userId: "ann", itemIds: ["a", "b", "a"] },
 *   { userId: "bob", itemIds: ["a"] },
 * ];
 * const matrix = createInteractionMatrix({ sequences, items: ["a", "b", "c"] });
 * console.log([...matrix.itemCounts]); // [ 2, 1, 0 ]
 * ```
 */
export function createInteractionMatrix({
  sequences,
  items,
}: {
  readonly sequences: readonly ItemSequence[];
  readonly items: Iterable<ItemId>;
}): InteractionMatrix {
  const catalog = [...items];
  const itemIndex = indexById(catalog, "item");
  const packed = packSequences(sequences, itemIndex);
  return assembleMatrix({
    users: sequences.map(({ userId }) => userId),
    items: catalog,
    ...toDistinctRows(packed, catalog.length),
    sequences: packed,
  });
}

/** Assembles a matrix from its parts: adds the indexes by ID and the item counts. */
export function assembleMatrix(parts: MatrixParts): InteractionMatrix {
  const { offsets } = parts.columns;
  const itemCounts = sharedInt32(parts.items.length);
  for (let item = 0; item < itemCounts.length; item++) {
    itemCounts[item] = (offsets[item + 1] as number) - (offsets[item] as number);
  }
  return {
    ...parts,
    userIndex: indexById(parts.users, "user"),
    itemIndex: indexById(parts.items, "item"),
    itemCounts,
  };
}

/** The distinct item indexes of a history, in order of first occurrence, without IDs outside the catalog. */
export function knownItemIndexes(matrix: InteractionMatrix, history: readonly ItemId[]): number[] {
  const indexes = history.flatMap((itemId) => matrix.itemIndex.get(itemId) ?? []);
  return [...new Set(indexes)];
}

function indexById(ids: readonly string[], kind: "user" | "item"): ReadonlyMap<string, number> {
  const index = new Map(ids.map((id, position) => [id, position]));
  if (index.size === ids.length) return index;
  const duplicate = ids.find((id, position) => index.get(id) !== position);
  throw new StarError("INVALID_ARGUMENT", {
    message: `Duplicate ${kind} "${duplicate}".`,
    remedy: `Pass every ${kind} once.`,
  });
}
