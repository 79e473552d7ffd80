import type { Item, ItemId } from "../types.js";
import { printId, quoteData, readId } from "./data-text.js";

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;

/** Source of a regular expression for an id as `printId` writes it. */
export const ID_PATTERN = String.raw`(?:${STRING}|[\w.:@-]+)`;

/** Source of a regular expression for an item as {@link formatItem} writes it, with the groups id, title and categories. */
export const ITEM_PATTERN = String.raw`\[(${ID_PATTERN})\] (${STRING})(?: \(((?:${STRING}|[^()":])*)\))?`;

const ITEM_LINE = new RegExp(`^(?:- )?${ITEM_PATTERN}$`);
const CATEGORY = new RegExp(String.raw`${STRING}|[^,"\s][^,"]*`, "g");

/** `[242] "Kolya (1996)" (Comedy)`: id, title and categories on one line, invertible for any content. */
export function formatItem({ id, title, categories }: Item): string {
  const listed = categories.length === 0 ? "" : ` (${categories.map(printCategory).join(", ")})`;
  return `[${printId(id)}] ${quoteData(title)}${listed}`;
}

function printCategory(category: string): string {
  const plain = /^[\p{L}\p{N}](?:[\p{L}\p{N} &'’./+-]*[\p{L}\p{N}'’.+])?$/u.test(category);
  return plain ? category : quoteData(category);
}

/** The item with this ID, or a placeholder titled "unknown item" for an ID outside the catalog. */
export function lookUpItem(items: ReadonlyMap<ItemId, Item>, id: ItemId): Item {
  return items.get(id) ?? { id, title: "unknown item", categories: [] };
}

/** The inverse of {@link formatItem}, with or without a leading `- `; undefined for any other text. */
export function parseItem(text: string): Item | undefined {
  const parts = ITEM_LINE.exec(text);
  return parts === null ? undefined : readItem(parts.slice(1));
}

/** The item of the three groups of {@link ITEM_PATTERN}. */
export function readItem([id = "", title = "", categories = ""]: readonly string[]): Item {
  const found = categories.match(CATEGORY) ?? [];
  return {
    id: readId(id),
    title: readId(title),
    categories: found.map((category) => readId(category.trim())),
  };
}
