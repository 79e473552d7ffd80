import { StarError } from "../errors.js";
import type { Dataset, Interaction, Item, ItemId } from "../types.js";
import { malformed, type Place } from "./malformed.js";
import { interactionKey } from "./sequences.js";

/** A dataset that was read from files. */
export interface LoadedDataset extends Dataset {
  /** Rows that repeated an interaction already read: the same user, item and timestamp. Kept once. */
  readonly duplicatesRemoved: number;
}

/** A dataset on its way in, in the order of the source. */
export interface Collection {
  /** @throws {StarError} `DATASET_MALFORMED` when the catalogue has the id already. */
  addItem(item: Item, place: Place): void;
  /**
   * The same user choosing the same item at the same timestamp is one interaction, however often a source lists it.
   * At different timestamps it is a repeat, and kept. Add the items first.
   *
   * @throws {StarError} `DATASET_MALFORMED` when the item is not in the catalogue.
   */
  addInteraction(interaction: Interaction, place: Place): void;
  /** @throws {StarError} `DATASET_EMPTY` when there is no item or no interaction. */
  finish(about: Pick<Dataset, "name" | "clock">): LoadedDataset;
}

/** @param itemsFile, interactionsFile - Where items and interactions come from; errors name them. */
export function collectDataset({
  itemsFile,
  interactionsFile,
}: {
  readonly itemsFile: string;
  readonly interactionsFile: string;
}): Collection {
  const items = new Map<ItemId, Item>();
  const interactions = new Map<string, Interaction>();
  let rows = 0;
  return {
    addItem(item, place) {
      if (items.has(item.id)) throw listedTwice(item.id, place);
      items.set(item.id, item);
    },
    addInteraction(interaction, place) {
      if (items.size === 0) throw empty(itemsFile, "item");
      if (!items.has(interaction.itemId)) throw unknownItem(interaction.itemId, itemsFile, place);
      const key = interactionKey(interaction);
      if (!interactions.has(key)) interactions.set(key, interaction);
      rows++;
    },
    finish(about) {
      if (items.size === 0) throw empty(itemsFile, "item");
      if (rows === 0) throw empty(interactionsFile, "interaction");
      return {
        ...about,
        synthetic: false,
        items,
        interactions: [...interactions.values()],
        duplicatesRemoved: rows - interactions.size,
      };
    },
  };
}

function listedTwice(itemId: ItemId, place: Place): StarError {
  return malformed(place, {
    problem: `the item "${itemId}" is listed a second time`,
    remedy: "List every item once.",
  });
}

function unknownItem(itemId: ItemId, itemsFile: string, place: Place): StarError {
  return malformed(place, {
    problem: `the item "${itemId}" is not in ${itemsFile}`,
    remedy: "Add the item there or take the interaction out.",
  });
}

function empty(file: string, what: string): StarError {
  return new StarError("DATASET_EMPTY", {
    message: `${file} holds no ${what}.`,
    remedy: "Check that it is the right file and that it was copied whole.",
  });
}
