import { join } from "node:path";
import { z } from "zod";
import type { ItemId } from "../types.js";
import { type Collection, collectDataset, type LoadedDataset } from "./collect-dataset.js";
import { idSchema, oneLine, toTitle } from "./fields.js";
import { malformed, parseRow, type Place } from "./malformed.js";
import { readTable } from "./read-table.js";
import { createPathSplitter } from "./scientific-categories.js";

const DEPARTMENT = ". Industrial & Scientific";
const INDEX_COLUMNS = ["id", "number"] as const;
const TEXT_COLUMNS = ["item_id:token", "text:token_seq"] as const;
const SEQUENCE_COLUMNS = ["user_id:token", "item_id_list:token_seq", "item_id:token"] as const;

const indexSchema = z.object({ id: idSchema, number: idSchema });
const textSchema = z.object({ "item_id:token": idSchema, "text:token_seq": z.string() });

/**
 * Amazon "Industrial & Scientific" (2018 reviews) as item sequences: `Scientific.test.inter`, `.text`, `.item2index` and
 * `.user2index`. Only the order is known, so a timestamp is the position in the user's sequence, from 0. Titles are what
 * stands before the category path; brands are left out; categories are what {@link createPathSplitter} makes of the path.
 *
 * @param directory - The folder that holds the four files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Ni, Li and McAuley (2019), https://doi.org/10.18653/v1/D19-1018; layout of Hou et al. (2022), arXiv 2206.05941
 */
export async function loadAmazonScientific2018(directory: string): Promise<LoadedDataset> {
  const file = (extension: string) => join(directory, `Scientific.${extension}`);
  const collection = collectDataset({
    itemsFile: file("text"),
    interactionsFile: file("test.inter"),
  });
  const itemIds = await readIndex(file("item2index"));
  const userIds = await readIndex(file("user2index"));
  await readItems(file("text"), collection);
  await readSequences(file("test.inter"), { itemIds, userIds, collection });
  return collection.finish({ name: "amazon-scientific-2018", clock: "order" });
}

/** Ids by number. */
async function readIndex(file: string): Promise<ReadonlyMap<string, string>> {
  const index = new Map<string, string>();
  const format = { delimiter: "\t", columns: INDEX_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, place) => {
    const { id, number } = parseRow(indexSchema, fields, place);
    requireFirst(!index.has(number), `the number "${number}"`, place);
    index.set(number, id);
  });
  return index;
}

async function readItems(file: string, { addItem }: Collection): Promise<void> {
  const rows: { id: ItemId; title: string; path: string; place: Place }[] = [];
  const format = { delimiter: "\t", required: TEXT_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, place) => {
    const row = parseRow(textSchema, fields, place);
    rows.push({ id: row["item_id:token"], ...splitText(row["text:token_seq"]), place });
  });
  const splitPath = createPathSplitter(rows.map(({ path }) => path));
  for (const { id, title, path, place } of rows) {
    addItem({ id, title: toTitle(title), categories: splitPath(path) }, place);
  }
}

/** The text reads "title. Industrial & Scientific path. brand. ", or "title. . brand. " where there is no path. */
function splitText(text: string): { title: string; path: string } {
  const [title, ...rest] = text.split(DEPARTMENT);
  if (rest.length > 0) {
    return { title: title ?? "", path: oneLine(rest.join(DEPARTMENT).split(". ")[0] ?? "") };
  }
  const separator = text.includes(". . ") ? ". . " : ". ";
  return { title: text.split(separator)[0] ?? "", path: "" };
}

async function readSequences(
  file: string,
  {
    itemIds,
    userIds,
    collection,
  }: {
    readonly itemIds: ReadonlyMap<string, string>;
    readonly userIds: ReadonlyMap<string, string>;
    readonly collection: Collection;
  },
): Promise<void> {
  const users = new Set<string>();
  const format = { delimiter: "\t", required: SEQUENCE_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, place) => {
    const [user, history, target] = SEQUENCE_COLUMNS.map((column) => fields[column] ?? "");
    const userId = lookUp(userIds, user, { what: "user", place });
    requireFirst(!users.has(userId), `the user "${userId}"`, place);
    users.add(userId);
    const numbers = `${history} ${target}`.trim().split(" ");
    for (const [timestamp, number] of numbers.entries()) {
      const itemId = lookUp(itemIds, number, { what: "item", place });
      collection.addInteraction({ userId, itemId, timestamp }, place);
    }
  });
}

function lookUp(
  ids: ReadonlyMap<string, string>,
  number: string | undefined,
  { what, place }: { what: "user" | "item"; place: Place },
): string {
  const id = ids.get(number ?? "");
  if (id !== undefined) return id;
  throw malformed(place, {
    problem: `the ${what} number "${number}" is not in Scientific.${what}2index`,
    remedy: `Add the ${what} there or take it out of this row.`,
  });
}

function requireFirst(isFirst: boolean, what: string, place: Place): void {
  if (isFirst) return;
  throw malformed(place, {
    problem: `${what} is listed a second time`,
    remedy: "Keep one of the two rows.",
  });
}
