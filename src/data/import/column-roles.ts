import { StarError } from "../../errors.js";
import { quoteValue } from "../parse-row.js";
import type { TableFormat } from "./table-format.js";

/** What a column can be. */
export type ColumnRole = "user" | "item" | "time" | "rating" | "title" | "categories";

/** Columns by role: names, or numbers from 1. */
export type ColumnNames = Partial<Readonly<Record<ColumnRole, string>>>;

/** Names that columns of a role have in published data and in shops, the most telling first; without case, spaces and punctuation. */
const COMMON_NAMES: Readonly<Record<ColumnRole, string>> = {
  user: "userid customerid reviewerid memberid accountid clientid visitorid personid readerid uid user customer reviewer member account client visitor email sessionid session",
  item: "itemid parentasin asin productid sku movieid bookid isbn articleid trackid songid artistid businessid contentid iid item product movie book article track song",
  time: "timestamp datetime time date ts createdat eventtime reviewtime unixreviewtime boughtat purchasedat purchasedate orderdate orderedat ratedat viewedat dateadded day",
  rating: "rating stars overall score",
  title: "title itemtitle producttitle movietitle booktitle itemname productname name description",
  categories: "categories category genres genre departments department tags",
};

/** The column of a role that was given, or else looks like one. Undefined if there is none. */
export function findColumn(
  role: ColumnRole,
  { file, format, given }: ColumnSearch,
): number | undefined {
  const { columns } = format;
  if (given !== undefined) return findGiven(given, { file, format });
  if (!format.hasHeader) return undefined;
  const plain = columns.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ""));
  const found = COMMON_NAMES[role]
    .split(" ")
    .map((name) => plain.indexOf(name))
    .find((at) => at !== -1);
  return found;
}

/** Where a column is looked for. */
export interface ColumnSearch {
  readonly file: string;
  readonly format: TableFormat;
  /** Name or number of the column. */
  readonly given?: string | undefined;
  /** Command-line option that names it, for errors. Default: that of the role. */
  readonly option?: string | undefined;
}

function findGiven(given: string, { file, format }: Omit<ColumnSearch, "given">): number {
  const byName = format.columns.indexOf(given);
  if (byName !== -1) return byName;
  const number = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= format.columns.length) return number - 1;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${file} has no column ${JSON.stringify(given)}; it has ${quoteValue(format.columns)}.`,
    remedy: "Pass the name of a column, or its number from 1.",
  });
}

/** A role that a table must have a column for. */
export type RequiredRole = "user" | "item" | "time";

/** The columns of roles that a table must have. */
export function requireColumns<Role extends RequiredRole>(
  roles: readonly Role[],
  search: (role: Role) => ColumnSearch,
): Readonly<Record<Role, number>> {
  const found = roles.map((role) => [role, findColumn(role, search(role))] as const);
  const missing = found.filter(([, column]) => column === undefined).map(([role]) => role);
  const [first] = missing;
  if (first === undefined) return Object.fromEntries(found) as Record<Role, number>;
  const { file, format } = search(first);
  const options = missing.map((role) => `${search(role).option ?? `--${role}-col`} NAME`);
  const rows = format.sample.slice(0, 3).map(quoteValue).join(", ");
  const columns = format.hasHeader ? quoteValue(format.columns) : "no header";
  const names = missing.map((role) => `the ${role}`).join(" or ");
  throw new StarError("DATASET_MALFORMED", {
    message: `${file} has no column that looks like ${names}: it has ${columns}. Its first rows: ${rows}.`,
    remedy:
      options.length === 1
        ? `Say which it is with ${options.join()}, or its number from 1.`
        : `Say which they are with ${options.join(" ")}, or with their numbers from 1.`,
  });
}
