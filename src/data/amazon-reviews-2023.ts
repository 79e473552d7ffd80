import { join } from "node:path";
import { z } from "zod";
import type { Interaction, Item, ItemId } from "../types.js";
import { collectDataset, type LoadedDataset } from "./collect-dataset.js";
import { distinctCategories, idSchema, toTitle } from "./fields.js";
import { parseRow, type Place } from "./malformed.js";
import { readJsonLines } from "./read-json-lines.js";

const FILES = ["training.jsonl", "validation.jsonl", "test.jsonl"] as const;

const reviewSchema = z.object({
  parent_asin: idSchema,
  timestamp_ms: z.number({ error: "expected milliseconds" }).min(0),
  product: z.object({ title: z.string().nullish(), main_category: z.string().nullish() }),
});

const recordSchema = z.object({
  user_id: idSchema,
  category: z.string(),
  history: z.array(reviewSchema),
  heldout: reviewSchema,
});

/** What several records say about one item. */
interface Mentions {
  readonly titles: (string | null | undefined)[];
  readonly categories: (string | null | undefined)[];
  readonly place: Place;
}

type Source = Map<ItemId, Mentions>;

/**
 * A small sample of Amazon Reviews 2023: `training.jsonl`, `validation.jsonl` and `test.jsonl`, read one after the other as one
 * log (they part users, not time). An item has the first title that a record gives it ("untitled item" if none does) and all
 * categories: those of its records and its own main category. Timestamps are Unix seconds with their fraction. A review
 * that several records repeat is one interaction.
 *
 * @param directory - The folder that holds the three files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Hou et al. (2024), arXiv 2403.03952
 */
export async function loadAmazonReviews2023(directory: string): Promise<LoadedDataset> {
  const mentions: Source = new Map();
  const log: { interaction: Interaction; place: Place }[] = [];
  for (const name of FILES) {
    await readJsonLines({ file: join(directory, name) }, (row, place) => {
      const { user_id: userId, category, history, heldout } = parseRow(recordSchema, row, place);
      for (const { parent_asin: itemId, timestamp_ms, product } of [...history, heldout]) {
        log.push({ interaction: { userId, itemId, timestamp: timestamp_ms / 1000 }, place });
        mention(mentions, itemId, { ...product, category, place });
      }
    });
  }
  const collection = collectDataset({ itemsFile: directory, interactionsFile: directory });
  for (const [id, item] of mentions) collection.addItem(describeItem(id, item), item.place);
  for (const { interaction, place } of log) collection.addInteraction(interaction, place);
  return collection.finish({ name: "amazon-reviews-2023-sample", clock: "unix-seconds" });
}

function mention(
  mentions: Source,
  itemId: ItemId,
  said: {
    readonly title?: string | null | undefined;
    readonly main_category?: string | null | undefined;
    readonly category: string;
    readonly place: Place;
  },
): void {
  const { titles, categories, place } = mentions.get(itemId) ?? {
    titles: [],
    categories: [],
    place: said.place,
  };
  mentions.set(itemId, {
    titles: [...titles, said.title],
    categories: [...categories, said.category.replaceAll("_", " "), said.main_category],
    place,
  });
}

function describeItem(id: ItemId, { titles, categories }: Mentions): Item {
  return {
    id,
    title: toTitle(titles.find((title) => title?.trim())),
    categories: distinctCategories(categories),
  };
}
