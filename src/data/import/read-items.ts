import { z } from "zod";
import { parseJson } from "../../json.js";
import { distinctCategories, idSchema, toTitle } from "../fields.js";
import { parseRow } from "../parse-row.js";
import { readFields } from "./read-fields.js";
import type { TableFormat } from "./table-format.js";

/** Where the parts of an item are, as positions of columns. */
export interface ItemColumns {
  readonly item: number;
  readonly title: number | undefined;
  readonly categories: number | undefined;
}

/** What a catalog says about an item. */
export interface ImportedItem {
  readonly title: string;
  readonly categories: readonly string[];
}

/** What {@link readImportedItems} returns. */
export interface ReadItems {
  readonly items: Map<string, ImportedItem>;
  readonly repeated: number;
  readonly untitled: number;
}

const rowSchema = z.object({ item: idSchema });

/**
 * Reads a catalog. Of several rows about an item the first counts.
 *
 * @returns Items by id, the number of further rows about an item, and how many items have no title. Rows without an id are left out.
 * @throws {StarError} `DATASET_MALFORMED` for an id that was rounded or cannot be one, with line and value.
 */
export async function readImportedItems(
  file: string,
  format: TableFormat,
  columns: ItemColumns,
): Promise<ReadItems> {
  const items = new Map<string, ImportedItem>();
  const split = categorySplitter(format, columns.categories);
  let repeated = 0;
  let untitled = 0;
  await readFields(file, format, (fields, location) => {
    const field = (column: number | undefined) => fields[column ?? -1] ?? "";
    if (field(columns.item).trim() === "") return;
    const { item: id } = parseRow(rowSchema, { item: field(columns.item) }, location);
    if (items.has(id)) repeated++;
    else {
      const title = field(columns.title).trim();
      if (title === "") untitled++;
      items.set(id, {
        title: toTitle(title === "" ? id : title),
        categories: distinctCategories(split(field(columns.categories))),
      });
    }
  });
  return { items, repeated, untitled };
}

/** Categories are a JSON list, or separated by the first of `|`, `;` and `,` that occurs in the first rows. */
function categorySplitter(
  { sample }: TableFormat,
  column: number | undefined,
): (text: string) => readonly string[] {
  const texts = sample.map((fields) => fields[column ?? -1] ?? "");
  const separator = ["|", ";", ","].find((one) => texts.some((text) => text.includes(one)));
  return (text) => {
    const list = text.trim().startsWith("[") ? parseJson(text) : undefined;
    if (Array.isArray(list)) return list.filter((one) => typeof one === "string");
    return separator === undefined ? [text] : text.split(separator);
  };
}
