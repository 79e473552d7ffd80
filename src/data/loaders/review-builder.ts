import type { Dataset, Item, ItemId } from "../../types.js";
import { ColumnBuilder } from "../columns/column-builder.js";
import { removeDuplicates } from "../columns/remove-duplicates.js";
import { emptyFile, type InteractionSink, type LoadedDataset } from "../dataset-builder.js";
import { toTitle } from "../fields.js";

/**
 * Collects interactions before the catalog, for sources whose catalog describes a whole platform: the catalog of the dataset has the
 * items with interactions, in the order of their first one.
 */
export interface ReviewBuilder extends InteractionSink {
  /** True if an interaction is with the item. */
  has(itemId: ItemId): boolean;
  /** Describes an item; the first description counts, and those of other items are ignored. */
  describe(item: Item): void;
  /**
   * Items without a description are called "untitled item".
   *
   * @throws {StarError} `DATASET_EMPTY` if there are no interactions.
   */
  finish(about: Pick<Dataset, "name" | "clock">): LoadedDataset;
}

/** Creates a builder; errors name the file of the interactions. */
export function createReviewBuilder(interactionsFile: string): ReviewBuilder {
  const rows = new ColumnBuilder();
  const { userIds, itemIds } = rows;
  const described = new Map<ItemId, Item>();
  return {
    columns: () => rows,
    addInteraction({ userId, itemId, timestamp }) {
      rows.add(userIds.add(userId), itemIds.add(itemId), timestamp);
    },
    codeOfItem: (itemId) => itemIds.add(itemId),
    has: (itemId) => itemIds.codeOf(itemId) !== undefined,
    describe(item) {
      if (itemIds.codeOf(item.id) !== undefined && !described.has(item.id))
        described.set(item.id, item);
    },
    finish(about) {
      if (rows.length === 0) throw emptyFile(interactionsFile, "interactions");
      const untitled = (id: ItemId) => ({ id, title: toTitle(""), categories: [] });
      const interactions = removeDuplicates(rows.finish());
      return {
        ...about,
        synthetic: false,
        items: new Map(Array.from(itemIds, (id) => [id, described.get(id) ?? untitled(id)])),
        interactions,
        duplicatesRemoved: rows.length - interactions.length,
      };
    },
  };
}
