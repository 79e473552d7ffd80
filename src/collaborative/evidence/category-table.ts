import type { Item } from "../../types.js";
import { columnsOfRow, type SparseRows, transpose } from "../sparse.js";

/** The categories of the items, numbered. */
export interface CategoryTable {
  /** Items x categories: the categories of an item, in the order of the catalog. */
  readonly categories: SparseRows;
  readonly categoryCount: number;
  /** Number of `others` that share a category with the item. */
  countSharing(item: number, others: readonly number[]): number;
  /** Share of the interactions that are with items that share a category with this one; at least one interaction counts. */
  interactionShare(item: number): number;
}

/**
 * Creates the category table of a catalog.
 *
 * @param itemCounts - Number of users per item.
 */
export function createCategoryTable(
  items: readonly (Item | undefined)[],
  itemCounts: Int32Array,
): CategoryTable {
  const { categories, categoryCount } = numberCategories(items);
  const itemsOf = transpose(categories, categoryCount);
  const total = itemCounts.reduce((sum, count) => sum + count, 0);
  // Numbers of the calls that found a category or an item, so that marks of earlier calls need not be removed.
  const markedCategories = new Int32Array(categoryCount);
  const markedItems = new Int32Array(items.length);
  let call = 0;
  const countInteractions = (own: Int32Array) => {
    call++;
    let interactions = 0;
    for (const category of own) {
      for (const item of columnsOfRow(itemsOf, category)) {
        if (markedItems[item] === call) continue;
        markedItems[item] = call;
        interactions += itemCounts[item] as number;
      }
    }
    return interactions;
  };
  // Most items share their categories with others: the share is computed once for each combination.
  const shares = new Map<string, number>();
  return {
    categories,
    categoryCount,
    countSharing(item, others) {
      call++;
      for (const category of columnsOfRow(categories, item)) markedCategories[category] = call;
      const isMarked = (category: number) => markedCategories[category] === call;
      let count = 0;
      for (const other of others) if (columnsOfRow(categories, other).some(isMarked)) count++;
      return count;
    },
    interactionShare(item) {
      const own = columnsOfRow(categories, item);
      const key = own.join(" ");
      const share = shares.get(key) ?? Math.max(countInteractions(own), 1) / Math.max(total, 1);
      shares.set(key, share);
      return share;
    },
  };
}

/** Numbers the distinct categories in the order in which the catalog names them. */
function numberCategories(items: readonly (Item | undefined)[]) {
  const numbers = new Map<string, number>();
  const offsets = new Int32Array(items.length + 1);
  const columns: number[] = [];
  for (const [index, item] of items.entries()) {
    for (const category of new Set(item?.categories)) {
      const number = numbers.get(category) ?? numbers.size;
      numbers.set(category, number);
      columns.push(number);
    }
    offsets[index + 1] = columns.length;
  }
  return {
    categories: { offsets, columns: Int32Array.from(columns) },
    categoryCount: numbers.size,
  };
}
