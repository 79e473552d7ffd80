import { StarError } from "../errors.js";
import type { Dataset, Interaction, Item, ItemId } from "../types.js";
import { malformed, type Place } from "./malformed.js";

/** A dataset that was read from files. */
export interface LoadedDataset extends Dataset {
  /** Rows that repeated an interaction already read: the same user, item and timestamp. Kept once. */
  readonly duplicatesRemoved: number;
}

/** An interaction and the place to name when it turns out wrong. */
export interface PlacedInteraction extends Place, Interaction {}

interface Source extends Pick<Dataset, "name" | "clock" | "items"> {
  readonly interactions: AsyncIterable<PlacedInteraction>;
  /** The file that {@link Source.items} was read from. */
  readonly itemsFile: string;
  readonly interactionsFile: string;
}

/**
 * Puts a catalogue and its interactions together, in the order of the source.
 *
 * The same user choosing the same item at the same timestamp is one interaction, however often a source lists it.
 * At different timestamps it is a repeat, and kept.
 *
 * @throws {StarError} `DATASET_MALFORMED` when an interaction names an item that is not in the catalogue.
 * @throws {StarError} `DATASET_EMPTY` when there is no item or no interaction.
 */
export async function collectDataset({
  name,
  clock,
  items,
  itemsFile,
  interactions: rows,
  interactionsFile,
}: Source): Promise<LoadedDataset> {
  if (items.size === 0) throw empty(itemsFile, "item");
  const interactions: Interaction[] = [];
  const known = new Set<string>();
  let duplicatesRemoved = 0;
  for await (const { userId, itemId, timestamp, ...place } of rows) {
    requireItem(items, itemId, { place, itemsFile });
    const key = interactionKey({ userId, itemId, timestamp });
    if (known.has(key)) duplicatesRemoved++;
    else interactions.push({ userId, itemId, timestamp });
    known.add(key);
  }
  if (interactions.length === 0) throw empty(interactionsFile, "interaction");
  return { name, synthetic: false, clock, items, interactions, duplicatesRemoved };
}

/** What makes an interaction the same one in another reading of the same source. */
export function interactionKey({ userId, itemId, timestamp }: Interaction): string {
  return `${userId}\u0000${itemId}\u0000${timestamp}`;
}

/**
 * Adds an item to a catalogue that is being read.
 *
 * @throws {StarError} `DATASET_MALFORMED` when the catalogue has the id already.
 */
export function addItem(items: Map<ItemId, Item>, item: Item, place: Place): void {
  if (items.has(item.id)) {
    throw malformed(place, {
      problem: `the item "${item.id}" is listed a second time`,
      remedy: "List every item once.",
    });
  }
  items.set(item.id, item);
}

function requireItem(
  items: ReadonlyMap<ItemId, Item>,
  itemId: ItemId,
  { place, itemsFile }: { place: Place; itemsFile: string },
): void {
  if (items.has(itemId)) return;
  throw malformed(place, {
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
