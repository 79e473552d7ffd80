import { z } from "zod";
import {
  createDatasetBuilder,
  type DatasetBuilder,
  type LoadedDataset,
} from "./dataset-builder.js";
import { distinctCategories, idSchema, titleSchema } from "./fields.js";
import { type DataFile, findDataFile } from "./find-data-file.js";
import { type LoaderOptions, ratingFilter } from "./loader-options.js";
import { parseRow, type SourceLocation } from "./parse-row.js";
import { readJsonLines } from "./read-json-lines.js";
import { readParquet } from "./read-parquet.js";
import { readTable } from "./read-table.js";
import { createInteractionRows, type RatingFilter } from "./scan/interaction-rows.js";
import { readInteractionTable } from "./scan/read-interaction-table.js";

const YEAR_SECONDS = 31_536_000;

const itemSchema = z.object({
  item_id: idSchema,
  title: titleSchema,
  categories: z
    .union([z.array(z.string()), z.string().transform((text) => text.split("|"))], {
      error: 'expected names separated by "|"',
    })
    .nullish(),
});

const NAMES = { user: "user_id", item: "item_id", timestamp: "timestamp" } as const;
const REQUIRED = Object.values(NAMES);

/**
 * Loads a user's own data: `interactions` with the columns `user_id`, `item_id` and `timestamp`, and `items` with `item_id`,
 * `title` and optionally `categories` (separated by `|`, or an array in JSON), each as `.csv`, `.tsv`, `.jsonl` or `.parquet`, and as text also compressed with gzip or zstd. Other
 * columns are ignored; `rating` is read for `minRating`. Fields may be quoted in CSV but not in TSV.
 *
 * Timestamps are Unix seconds. If all of them are below 31,536,000 (within 1970), they are read as positions and the clock
 * of the dataset is "order".
 *
 * @param directory - The folder that contains both files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 */
export async function loadGeneric(
  directory: string,
  options: LoaderOptions = {},
): Promise<LoadedDataset> {
  const items = await findDataFile(directory, "items");
  const interactions = await findDataFile(directory, "interactions");
  const builder = createDatasetBuilder({
    itemsFile: items.file,
    interactionsFile: interactions.file,
  });
  await readItems(items, builder);
  await readInteractions(interactions, builder, ratingFilter("rating", options));
  const dataset = builder.finish({ name: "generic", clock: "unix-seconds" });
  const isOrder = dataset.interactions.timestamp.every((time) => time < YEAR_SECONDS);
  return isOrder ? { ...dataset, clock: "order" } : dataset;
}

async function readItems(source: DataFile, { addItem }: DatasetBuilder): Promise<void> {
  await readRows(source, ["item_id", "title"], (row, location) => {
    const { item_id: id, title, categories } = parseRow(itemSchema, row, location);
    addItem({ id, title, categories: distinctCategories(categories ?? []) }, location);
  });
}

async function readInteractions(
  { file, extension }: DataFile,
  builder: DatasetBuilder,
  rating: RatingFilter | undefined,
): Promise<void> {
  if (extension === "csv" || extension === "tsv") {
    const format = tableFormat(extension);
    return readInteractionTable({ file, ...format, names: NAMES, rating }, builder);
  }
  const { add } = createInteractionRows(builder, { ...NAMES, rating });
  const read = extension === "jsonl" ? readJsonLines : readParquet;
  const required = rating === undefined ? REQUIRED : [...REQUIRED, rating.column];
  return read({ file, required }, add);
}

async function readRows(
  { file, extension }: DataFile,
  required: readonly string[],
  onRow: (row: Readonly<Record<string, unknown>>, location: SourceLocation) => void,
): Promise<void> {
  if (extension === "jsonl") return readJsonLines({ file, required }, onRow);
  if (extension === "parquet") {
    return readParquet({ file, required, optional: ["categories"] }, onRow);
  }
  return readTable({ file, required, ...tableFormat(extension) }, onRow);
}

function tableFormat(extension: "csv" | "tsv") {
  return { delimiter: extension === "csv" ? "," : "\t", quotes: extension === "csv" } as const;
}
