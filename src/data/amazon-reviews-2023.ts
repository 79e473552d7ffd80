import { join } from "node:path";
import { z } from "zod";
import type { Interaction, Item, ItemId } from "../types.js";
import { createDatasetBuilder, type LoadedDataset } from "./dataset-builder.js";
import { distinctCategories, idSchema, numberSchema, toTitle } from "./fields.js";
import type { LoaderOptions } from "./loader-options.js";
import { parseRow, type SourceLocation } from "./parse-row.js";
import { readJsonLines } from "./read-json-lines.js";

const FILES = ["training.jsonl", "validation.jsonl", "test.jsonl"] as const;
const MIN_MICROSECONDS = 1e14; // as milliseconds, this is the year 5138

const reviewSchema = z.object({
  parent_asin: idSchema,
  timestamp_ms: z
    .number({ error: "expected milliseconds" })
    .min(0)
    .lt(MIN_MICROSECONDS, { error: "expected milliseconds, not microseconds" }),
  rating: z.unknown().optional(),
  product: z.object({ title: z.string().nullish(), main_category: z.string().nullish() }),
});

const ratingSchema = z.object({ rating: numberSchema });

const recordSchema = z.object({
  user_id: idSchema,
  category: z.string(),
  history: z.array(reviewSchema),
  heldout: reviewSchema,
});

/** Titles and categories of one item, collected over all records that mention it. */
interface ItemMentions {
  readonly titles: (string | null | undefined)[];
  readonly categories: (string | null | undefined)[];
  /** The first record that mentions the item. */
  readonly location: SourceLocation;
}

/**
 * Loads a sample of Amazon Reviews 2023 from `training.jsonl`, `validation.jsonl` and `test.jsonl`. The three files split the
 * users, so they are concatenated. An item takes its title from the first record that has one ("untitled item" if none has)
 * and its categories from all its records. Timestamps are Unix seconds with a fraction. A review that occurs in several
 * records is one interaction.
 *
 * @param directory - The folder that contains the three files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Hou et al. (2024), arXiv 2403.03952
 */
export async function loadAmazonReviews2023(
  directory: string,
  { minRating }: LoaderOptions = {},
): Promise<LoadedDataset> {
  const mentions = new Map<ItemId, ItemMentions>();
  const reviews: { interaction: Interaction; location: SourceLocation }[] = [];
  for (const name of FILES) {
    await readJsonLines({ file: join(directory, name) }, (row, location) => {
      const record = parseRow(recordSchema, row, location);
      const { user_id: userId, category, history, heldout } = record;
      for (const { parent_asin: itemId, timestamp_ms, rating, product } of [...history, heldout]) {
        if (minRating !== undefined && ratingOf(rating, location) < minRating) continue;
        reviews.push({ interaction: { userId, itemId, timestamp: timestamp_ms / 1000 }, location });
        addMention(mentions, itemId, { ...product, category, location });
      }
    });
  }
  const builder = createDatasetBuilder({ itemsFile: directory, interactionsFile: directory });
  for (const [id, item] of mentions) builder.addItem(toItem(id, item), item.location);
  for (const { interaction, location } of reviews) builder.addInteraction(interaction, location);
  return builder.finish({ name: "amazon-reviews-2023-sample", clock: "unix-seconds" });
}

function ratingOf(rating: unknown, location: SourceLocation): number {
  return parseRow(ratingSchema, { rating }, location).rating;
}

function addMention(
  mentions: Map<ItemId, ItemMentions>,
  itemId: ItemId,
  review: {
    readonly title?: string | null | undefined;
    readonly main_category?: string | null | undefined;
    readonly category: string;
    readonly location: SourceLocation;
  },
): void {
  const { titles, categories, location } = mentions.get(itemId) ?? {
    titles: [],
    categories: [],
    location: review.location,
  };
  mentions.set(itemId, {
    titles: [...titles, review.title],
    categories: [...categories, review.category.replaceAll("_", " "), review.main_category],
    location,
  });
}

function toItem(id: ItemId, { titles, categories }: ItemMentions): Item {
  return {
    id,
    title: toTitle(titles.find((title) => title?.trim())),
    categories: distinctCategories(categories),
  };
}
