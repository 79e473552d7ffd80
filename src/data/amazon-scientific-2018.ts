import { join } from "node:path";
import { z } from "zod";
import type { ItemId, UserId } from "../types.js";
import {
  createDatasetBuilder,
  type DatasetBuilder,
  type LoadedDataset,
} from "./dataset-builder.js";
import { idSchema, toSingleLine, toTitle } from "./fields.js";
import { assertNoRating, type LoaderOptions } from "./loader-options.js";
import { malformedRow, parseRow, type SourceLocation } from "./parse-row.js";
import { readTable } from "./read-table.js";
import { createPathSplitter } from "./scientific-categories.js";

const DEPARTMENT = ". Industrial & Scientific";
const INDEX_COLUMNS = ["id", "number"] as const;
const TEXT_COLUMNS = ["item_id:token", "text:token_seq"] as const;
const SEQUENCE_COLUMNS = ["user_id:token", "item_id_list:token_seq", "item_id:token"] as const;

const indexSchema = z.object({ id: idSchema, number: idSchema });
const textSchema = z.object({ "item_id:token": idSchema, "text:token_seq": z.string() });

/**
 * Loads Amazon "Industrial & Scientific" (2018 reviews) from RecBole's sequence files `Scientific.test.inter`, `.text`,
 * `.item2index` and `.user2index`. The source has no timestamps: a timestamp is the position in the user's sequence, from 0.
 * The title is the text before the category path, categories are split by {@link createPathSplitter}, brands are dropped.
 *
 * @param directory - The folder that contains the four files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Ni, Li and McAuley (2019), https://doi.org/10.18653/v1/D19-1018; file format of Hou et al. (2022), arXiv 2206.05941
 */
export async function loadAmazonScientific2018(
  directory: string,
  options: LoaderOptions = {},
): Promise<LoadedDataset> {
  assertNoRating("amazon-scientific-2018", options);
  const file = (extension: string) => join(directory, `Scientific.${extension}`);
  const builder = createDatasetBuilder({
    itemsFile: file("text"),
    interactionsFile: file("test.inter"),
  });
  const itemIds = await readIndex(file("item2index"));
  const userIds = await readIndex(file("user2index"));
  await readItems(file("text"), builder);
  await readSequences(file("test.inter"), { itemIds, userIds, builder });
  return builder.finish({ name: "amazon-scientific-2018", clock: "order" });
}

/** Reads an index file: IDs by number. */
async function readIndex(file: string): Promise<ReadonlyMap<string, string>> {
  const index = new Map<string, string>();
  const format = { delimiter: "\t", columns: INDEX_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, location) => {
    const { id, number } = parseRow(indexSchema, fields, location);
    if (index.has(number)) throw duplicate(`number "${number}"`, location);
    index.set(number, id);
  });
  return index;
}

async function readItems(file: string, { addItem }: DatasetBuilder): Promise<void> {
  const rows: { id: ItemId; title: string; path: string; location: SourceLocation }[] = [];
  const format = { delimiter: "\t", required: TEXT_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, location) => {
    const row = parseRow(textSchema, fields, location);
    rows.push({ id: row["item_id:token"], ...splitText(row["text:token_seq"]), location });
  });
  const splitPath = createPathSplitter(rows.map(({ path }) => path));
  for (const { id, title, path, location } of rows) {
    addItem({ id, title: toTitle(title), categories: splitPath(path) }, location);
  }
}

/** The text is "title. Industrial & Scientific path. brand. ", or "title. . brand. " if there is no path. */
function splitText(text: string): { title: string; path: string } {
  const [title, ...rest] = text.split(DEPARTMENT);
  if (rest.length > 0) {
    return { title: title ?? "", path: toSingleLine(rest.join(DEPARTMENT).split(". ")[0] ?? "") };
  }
  const separator = text.includes(". . ") ? ". . " : ". ";
  return { title: text.split(separator)[0] ?? "", path: "" };
}

async function readSequences(
  file: string,
  {
    itemIds,
    userIds,
    builder,
  }: {
    readonly itemIds: ReadonlyMap<string, ItemId>;
    readonly userIds: ReadonlyMap<string, UserId>;
    readonly builder: DatasetBuilder;
  },
): Promise<void> {
  const users = new Set<UserId>();
  const format = { delimiter: "\t", required: SEQUENCE_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, location) => {
    const [user, history, target] = SEQUENCE_COLUMNS.map((column) => fields[column] ?? "");
    const userId = lookUpId(userIds, user, { kind: "user", location });
    if (users.has(userId)) throw duplicate(`user "${userId}"`, location);
    users.add(userId);
    const numbers = `${history} ${target}`.trim().split(" ");
    for (const [timestamp, number] of numbers.entries()) {
      const itemId = lookUpId(itemIds, number, { kind: "item", location });
      builder.addInteraction({ userId, itemId, timestamp }, location);
    }
  });
}

function lookUpId(
  ids: ReadonlyMap<string, string>,
  number: string | undefined,
  { kind, location }: { kind: "user" | "item"; location: SourceLocation },
): string {
  const id = ids.get(number ?? "");
  if (id !== undefined) return id;
  throw malformedRow(location, {
    problem: `the ${kind} number "${number}" is not in Scientific.${kind}2index`,
    remedy: `Add the ${kind} to that file or remove it from this row.`,
  });
}

function duplicate(entry: string, location: SourceLocation) {
  return malformedRow(location, {
    problem: `duplicate ${entry}`,
    remedy: "Remove one of the two rows.",
  });
}
