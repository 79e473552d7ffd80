import { z } from "zod";
import { type Collection, collectDataset, type LoadedDataset } from "./collect-dataset.js";
import { distinctCategories, idSchema, secondsSchema, titleSchema } from "./fields.js";
import { parseRow, type Place } from "./malformed.js";
import { type DataFile, findDataFile } from "./find-data-file.js";
import { readJsonLines } from "./read-json-lines.js";
import { readTable } from "./read-table.js";

const A_YEAR = 31_536_000; // in seconds

const itemSchema = z.object({
  item_id: idSchema,
  title: titleSchema,
  categories: z
    .union([z.array(z.string()), z.string().transform((text) => text.split("|"))], {
      error: 'expected names separated by "|"',
    })
    .nullish(),
});

const interactionSchema = z.object({
  user_id: idSchema,
  item_id: idSchema,
  timestamp: secondsSchema,
});

/**
 * Your own data: `interactions` (`user_id`, `item_id`, `timestamp`) and `items` (`item_id`, `title`, and if you like
 * `categories`, separated by `|`; in JSON also a list), each as `.csv`, `.tsv` or `.jsonl`. Other columns, such as a rating,
 * are not used. CSV fields may be quoted; in TSV a quote is a character like any other.
 *
 * Timestamps are Unix seconds. If all of them lie within the first year of that clock (below 31,536,000) they can only be
 * positions, and the dataset says that it knows the order alone.
 *
 * @param directory - The folder that holds both files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 */
export async function loadGeneric(directory: string): Promise<LoadedDataset> {
  const items = await findDataFile(directory, "items");
  const log = await findDataFile(directory, "interactions");
  const collection = collectDataset({ itemsFile: items.file, interactionsFile: log.file });
  await readItems(items, collection);
  const latest = await readInteractions(log, collection);
  return collection.finish({ name: "generic", clock: latest < A_YEAR ? "order" : "unix-seconds" });
}

async function readItems(source: DataFile, { addItem }: Collection): Promise<void> {
  await readRows(source, ["item_id", "title"], (row, place) => {
    const { item_id: id, title, categories } = parseRow(itemSchema, row, place);
    addItem({ id, title, categories: distinctCategories(categories ?? []) }, place);
  });
}

/** @returns The latest timestamp. */
async function readInteractions(source: DataFile, { addInteraction }: Collection): Promise<number> {
  let latest = -Infinity;
  await readRows(source, ["user_id", "item_id", "timestamp"], (row, place) => {
    const { user_id, item_id, timestamp } = parseRow(interactionSchema, row, place);
    addInteraction({ userId: user_id, itemId: item_id, timestamp }, place);
    latest = Math.max(latest, timestamp);
  });
  return latest;
}

async function readRows(
  { file, extension }: DataFile,
  required: readonly string[],
  onRow: (row: Readonly<Record<string, unknown>>, place: Place) => void,
): Promise<void> {
  if (extension === "jsonl") return readJsonLines({ file, required }, onRow);
  const format = {
    delimiter: extension === "csv" ? "," : "\t",
    quotes: extension === "csv",
  } as const;
  return readTable({ file, required, ...format }, onRow);
}
