import { writeFileAtomic, writeFilesAtomic } from "../../files.js";
import { toTitle } from "../fields.js";
import { type ColumnNames, findColumn, requireColumns } from "./column-roles.js";
import { csvField } from "./csv-field.js";
import { type ImportedItem, type ItemColumns, readImportedItems } from "./read-items.js";
import { type ImportedInteraction, readImportedInteractions } from "./read-interactions.js";
import { type FormatHints, findTableFormat, type TableFormat } from "./table-format.js";
import { createTextBlocks } from "./text-blocks.js";
import { findTimeFormat, type TimeFormat } from "./time-format.js";

/** Options of {@link importTables}. */
export interface ImportOptions extends FormatHints {
  /** A delimited text file with one interaction per row; may be compressed with gzip or zstd. */
  readonly file: string;
  /** A delimited text file with one item per row. Default: titles are read from `file`, or else ids are titles. */
  readonly itemsFile?: string | undefined;
  /** Folder for `interactions.csv` and `items.csv`. */
  readonly out: string;
  /** Columns by role. Default: found by their names. */
  readonly columns?: ColumnNames | undefined;
  /** Column of the item in `itemsFile`: a name, or a number from 1. Default: that of `columns`, if the catalog has it, or found by its name. */
  readonly catalogItem?: string | undefined;
  /** Default: found from the first rows. */
  readonly timeFormat?: TimeFormat | undefined;
  /** Leaves out rows without a user, an item or a time. Default: they are an error. */
  readonly dropIncomplete?: boolean | undefined;
  /** Writes other names of users, and keeps the real ones in this file, outside of `out`. Default: real ids. */
  readonly pseudonymsFile?: string | undefined;
}

/** What was found and written. */
export interface ImportSummary {
  readonly interactions: number;
  readonly dropped: number;
  readonly users: number;
  readonly items: number;
  /** Items with interactions that the catalog lacks: their ids are their titles. */
  readonly undescribed: number;
  /** Further rows of the catalog about an item. */
  readonly repeatedItems: number;
  readonly timeFormat: TimeFormat;
  /** The files, with the columns that were used. */
  readonly tables: readonly ImportedTable[];
}

/** A table that was read. */
export interface ImportedTable {
  readonly file: string;
  readonly format: Pick<TableFormat, "delimiter" | "hasHeader">;
  readonly columns: readonly ImportedColumn[];
}

/** A column that was used. */
export interface ImportedColumn {
  readonly role: string;
  /** Null if the table has none. */
  readonly column: string | null;
  /** Its first values. */
  readonly examples: readonly string[];
}

/**
 * Converts tables as shops and published datasets write them to the files of the dataset `generic`. Nothing is written before all of it was
 * read.
 *
 * @throws {StarError} `DATASET_MALFORMED` with the first rows if the tables cannot be understood, or with the line of a row that cannot;
 * `DATASET_EMPTY`, `DATASET_NOT_FOUND`, `DATASET_ENCODING`; `INVALID_ARGUMENT` for a column that does not exist.
 */
export async function importTables(options: ImportOptions): Promise<ImportSummary> {
  const { file, columns: given = {}, out, dropIncomplete = false, pseudonymsFile } = options;
  const format = await findTableFormat(file, options);
  const search = (role: keyof ColumnNames) => ({ file, format, given: given[role] });
  const columns = {
    ...requireColumns(["user", "item", "time"], search),
    rating: findColumn("rating", search("rating")),
    title: options.itemsFile === undefined ? findColumn("title", search("title")) : undefined,
  };
  const times = format.sample.map((fields) => fields[columns.time] ?? "");
  const timeFormat = options.timeFormat ?? findTimeFormat(times, file);
  const catalog = await readCatalog(options);
  const writer = createInteractionWriter({
    hasRating: columns.rating !== undefined,
    isPseudonymous: pseudonymsFile !== undefined,
  });
  const dropped = await readImportedInteractions(
    { file, format, columns, timeFormat, dropIncomplete },
    writer.add,
  );
  const { items, undescribed } = describeItems(writer.titles, catalog);
  await writeFilesAtomic(
    out,
    new Map<string, Iterable<string>>([
      ["items.csv", itemLines(items)],
      ["interactions.csv", writer.text.read()],
    ]),
  );
  if (pseudonymsFile !== undefined) await writePseudonyms(pseudonymsFile, writer.users);
  return {
    interactions: writer.count(),
    dropped,
    users: writer.users.size,
    items: items.size,
    undescribed,
    repeatedItems: catalog.repeated,
    timeFormat,
    tables: [describeTable(file, format, { ...columns }), ...catalog.tables],
  };
}

interface Catalog {
  readonly items: ReadonlyMap<string, ImportedItem>;
  readonly repeated: number;
  readonly untitled: number;
  readonly tables: readonly ImportedTable[];
}

async function readCatalog({
  itemsFile: file,
  columns: given = {},
  catalogItem,
}: ImportOptions): Promise<Catalog> {
  if (file === undefined) return { items: new Map(), repeated: 0, untitled: 0, tables: [] };
  const format = await findTableFormat(file);
  const columns = findItemColumns(file, format, { given, catalogItem });
  const read = await readImportedItems(file, format, columns);
  return { ...read, tables: [describeTable(file, format, { ...columns })] };
}

function findItemColumns(
  file: string,
  format: TableFormat,
  { given, catalogItem }: { readonly given: ColumnNames; readonly catalogItem: string | undefined },
): ItemColumns {
  const { hasHeader, columns } = format;
  const find = (role: keyof ColumnNames) => findColumn(role, { file, format, given: given[role] });
  const [title, categories] = [find("title"), find("categories")];
  // Without names, catalogs begin with id, title and categories, and numbers of columns are those of the interactions.
  if (!hasHeader) {
    return {
      item: findColumn("item", { file, format, given: catalogItem }) ?? 0,
      title: title ?? 1,
      categories: categories ?? (columns.length > 2 ? 2 : undefined),
    };
  }
  const named =
    catalogItem ?? [given.item, "id"].find((name) => name !== undefined && columns.includes(name));
  const option = "--catalog-item-col";
  const { item } = requireColumns(["item"], () => ({ file, format, given: named, option }));
  return { item, title, categories };
}

interface WriterOptions {
  readonly hasRating: boolean;
  readonly isPseudonymous: boolean;
}

function createInteractionWriter({ hasRating, isPseudonymous }: WriterOptions) {
  const text = createTextBlocks();
  text.add(`user_id,item_id,timestamp${hasRating ? ",rating" : ""}\n`);
  const users = new Map<string, string>();
  const titles = new Map<string, string>();
  let count = 0;
  return {
    text,
    /** Names in the files by id. */
    users,
    /** Titles of the items with interactions; empty where none is stated. */
    titles,
    count: () => count,
    add({ userId, itemId, time, rating, title }: ImportedInteraction): void {
      count++;
      const known = users.get(userId);
      const user = known ?? (isPseudonymous ? `user-${users.size + 1}` : userId);
      if (known === undefined) users.set(userId, user);
      if (!titles.get(itemId)) titles.set(itemId, title.trim());
      const end = hasRating ? `,${rating ?? ""}\n` : "\n";
      text.add(`${csvField(user)},${csvField(itemId)},${time}${end}`);
    },
  };
}

/** The catalog, and after it the items that it lacks. */
function describeItems(titles: ReadonlyMap<string, string>, catalog: Catalog) {
  const items = new Map(catalog.items);
  let undescribed = catalog.untitled;
  for (const [id, title] of titles) {
    if (items.has(id)) continue;
    if (title === "") undescribed++;
    items.set(id, { title: title === "" ? id : toTitle(title), categories: [] });
  }
  return { items, undescribed };
}

function* itemLines(items: ReadonlyMap<string, ImportedItem>): Generator<string> {
  yield "item_id,title,categories\n";
  for (const [id, { title, categories }] of items) {
    // "|" separates categories in the file.
    const names = categories.map((name) => name.replaceAll("|", "/")).join("|");
    yield `${csvField(id)},${csvField(title)},${csvField(names)}\n`;
  }
}

async function writePseudonyms(path: string, users: ReadonlyMap<string, string>): Promise<void> {
  const lines = [...users].map(([id, name]) => `${csvField(id)},${name}\n`);
  await writeFileAtomic(path, ["user_id,pseudonym\n", ...lines]);
}

function describeTable(
  file: string,
  { delimiter, hasHeader, columns: names, sample }: TableFormat,
  columns: Readonly<Record<string, number | undefined>>,
): ImportedTable {
  return {
    file,
    format: { delimiter, hasHeader },
    columns: Object.entries(columns).map(([role, at]) => ({
      role,
      column: at === undefined ? null : (names[at] ?? null),
      examples: at === undefined ? [] : sample.slice(0, 3).map((fields) => fields[at] ?? ""),
    })),
  };
}
