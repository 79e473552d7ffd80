import { StarError } from "../errors.js";
import type { Dataset, Interaction, Item, ItemId } from "../types.js";
import { ColumnBuilder } from "./columns/column-builder.js";
import { IdDictionary } from "./columns/id-dictionary.js";
import type { InteractionColumns } from "./columns/interaction-columns.js";
import { removeDuplicates } from "./columns/remove-duplicates.js";
import { malformedRow, type SourceLocation } from "./parse-row.js";

/** A dataset that was read from files. */
export interface LoadedDataset extends Dataset {
  /** Rows that repeat an earlier row: same user, item and timestamp. They are dropped. */
  readonly duplicatesRemoved: number;
  readonly interactions: InteractionColumns;
}

/** Takes interactions in source order. */
export interface InteractionSink {
  /**
   * Adds an interaction. Rows with equal user, item and timestamp are duplicates and count once; the same user and item with another
   * timestamp is a repeat and is kept.
   *
   * @throws {StarError} `DATASET_MALFORMED` if the item is not in the catalog.
   */
  addInteraction(interaction: Interaction, location: SourceLocation): void;
  /**
   * The rows so far, for readers that add codes themselves.
   *
   * @throws {StarError} `DATASET_EMPTY` if there is a catalog without items.
   */
  columns(): ColumnBuilder;
  /** The code of an item; undefined if the item is not in the catalog. */
  codeOfItem(itemId: ItemId): number | undefined;
}

/** Collects the rows of a source into a dataset, in source order. All items must be added before the first interaction. */
export interface DatasetBuilder extends InteractionSink {
  /** @throws {StarError} `DATASET_MALFORMED` if the catalog already has the ID. */
  addItem(item: Item, location: SourceLocation): void;
  /** @throws {StarError} `DATASET_EMPTY` if there are no items or no interactions. */
  finish(about: Pick<Dataset, "name" | "clock">): LoadedDataset;
}

/** Creates a builder; errors name the two files. */
export function createDatasetBuilder({
  itemsFile,
  interactionsFile,
}: {
  readonly itemsFile: string;
  readonly interactionsFile: string;
}): DatasetBuilder {
  const items = new Map<ItemId, Item>();
  let rows: ColumnBuilder | undefined;
  const columns = () => {
    if (items.size === 0) throw emptyFile(itemsFile, "items");
    rows ??= new ColumnBuilder(new IdDictionary(items.keys()));
    return rows;
  };
  return {
    columns,
    codeOfItem: (itemId) => columns().itemIds.codeOf(itemId),
    addItem(item, location) {
      if (items.has(item.id)) throw duplicateItem(item.id, location);
      items.set(item.id, item);
    },
    addInteraction({ userId, itemId, timestamp }, location) {
      const all = columns();
      const item = all.itemIds.codeOf(itemId);
      if (item === undefined) throw unknownItem(itemId, itemsFile, location);
      all.add(all.userIds.add(userId), item, timestamp);
    },
    finish(about) {
      const all = columns();
      if (all.length === 0) throw emptyFile(interactionsFile, "interactions");
      const interactions = removeDuplicates(all.finish());
      return {
        ...about,
        synthetic: false,
        items,
        interactions,
        duplicatesRemoved: all.length - interactions.length,
      };
    },
  };
}

function duplicateItem(itemId: ItemId, location: SourceLocation): StarError {
  return malformedRow(location, {
    problem: `duplicate item "${itemId}"`,
    remedy: "List every item once.",
  });
}

function unknownItem(itemId: ItemId, itemsFile: string, location: SourceLocation): StarError {
  return malformedRow(location, {
    problem: `the item "${itemId}" is not in ${itemsFile}`,
    remedy: "Add the item to that file or remove the interaction.",
  });
}

/** The error for a file without rows. */
export function emptyFile(file: string, content: "items" | "interactions"): StarError {
  return new StarError("DATASET_EMPTY", {
    message: `${file} contains no ${content}.`,
    remedy: "Check that this is the right file and that it is complete.",
  });
}
