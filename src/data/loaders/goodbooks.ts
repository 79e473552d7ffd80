import { z } from "zod";
import { createDatasetBuilder, type LoadedDataset } from "../dataset-builder.js";
import { distinctCategories, idSchema, numberSchema, titleSchema } from "../fields.js";
import { type LoaderOptions, ratingFilter } from "../loader-options.js";
import { parseRow } from "../parse-row.js";
import { readTable } from "../read-table.js";
import { readInteractionTable } from "../scan/read-interaction-table.js";
import { findFiles, requireFile } from "./find-files.js";
import { createTagCounts, type TagCounts } from "./tag-counts.js";

const bookSchema = z.object({ book_id: idSchema, goodreads_book_id: idSchema, title: titleSchema });
const tagSchema = z.object({ tag_id: idSchema, tag_name: z.string() });
const bookTagSchema = z.object({
  goodreads_book_id: idSchema,
  tag_id: idSchema,
  count: numberSchema,
});

/**
 * Loads goodbooks-10k from `ratings.csv` and `books.csv`, and if they exist `tags.csv` and `book_tags.csv`. Ratings have no time, but the
 * file is sorted by it: the clock is "order". Categories are the most frequent tags.
 *
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see https://github.com/zygmuntz/goodbooks-10k
 */
export async function loadGoodbooks(
  directory: string,
  options: LoaderOptions,
): Promise<LoadedDataset> {
  const itemsFile = await requireFile(directory, "books.csv");
  const interactionsFile = await requireFile(directory, "ratings.csv");
  const tags = await readTags(directory);
  const builder = createDatasetBuilder({ itemsFile, interactionsFile });
  const required = Object.keys(bookSchema.shape);
  await readTable({ file: itemsFile, delimiter: ",", required }, (fields, location) => {
    const book = parseRow(bookSchema, fields, location);
    const categories = distinctCategories(tags.of(book.goodreads_book_id));
    builder.addItem({ id: book.book_id, title: book.title, categories }, location);
  });
  const names = { user: "user_id", item: "book_id" };
  const rating = ratingFilter("rating", options);
  await readInteractionTable({ file: interactionsFile, delimiter: ",", names, rating }, builder);
  return builder.finish({ name: "goodbooks-10k", clock: "order" });
}

async function readTags(directory: string): Promise<TagCounts> {
  const names = new Map<string, string>();
  const counts = createTagCounts();
  for (const file of await findFiles(directory, /^tags\.csv$/)) {
    const required = Object.keys(tagSchema.shape);
    await readTable({ file, delimiter: ",", required }, (fields, location) => {
      const { tag_id, tag_name } = parseRow(tagSchema, fields, location);
      names.set(tag_id, tag_name);
    });
  }
  for (const file of await findFiles(directory, /^book_tags\.csv$/)) {
    const required = Object.keys(bookTagSchema.shape);
    await readTable({ file, delimiter: ",", required }, (fields, location) => {
      const { goodreads_book_id, tag_id, count } = parseRow(bookTagSchema, fields, location);
      counts.add(goodreads_book_id, names.get(tag_id), count);
    });
  }
  return counts;
}
