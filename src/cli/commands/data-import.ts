import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { type ImportSummary, importTables } from "../../data/import/import-tables.js";
import type { ColumnNames } from "../../data/import/column-roles.js";
import { type Delimiter, DELIMITERS } from "../../data/import/table-format.js";
import { TIME_FORMATS, type TimeFormat } from "../../data/import/time-format.js";
import { StarError } from "../../errors.js";
import { assertWritableFile, assertWritableFolder } from "../../writable.js";
import { type Io, printResult } from "../io.js";

const EXAMPLES = `
Finds out how the table is written (delimiter, header, columns, times), says what it found, and writes
interactions.csv and items.csv for --dataset generic. Ids are kept to the digit. Times without an offset
are UTC. Without a catalog, titles are read from the interactions, or else ids are titles.

Examples:
  $ star data import purchases.csv --out shop
  $ star data import ratings.dat --items movies.dat --user-col 1 --item-col 2 --rating-col 3 --time-col 4 --out ml
  $ star data import log.tsv.gz --items products.csv --item-col sku --pseudonyms private/users.csv --out shop`;

interface ImportFlags {
  readonly items?: string;
  readonly out: string;
  readonly userCol?: string;
  readonly itemCol?: string;
  readonly catalogItemCol?: string;
  readonly timeCol?: string;
  readonly ratingCol?: string;
  readonly titleCol?: string;
  readonly categoryCol?: string;
  readonly delimiter?: string;
  /** False for `--no-header`. */
  readonly header: boolean;
  readonly timeFormat?: TimeFormat;
  readonly dropIncomplete?: boolean;
  readonly pseudonyms?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Adds `star data import`. */
export function addImportCommand(data: Command, io: Io): void {
  data
    .command("import")
    .description("Convert your own tables to a dataset")
    .argument("<file>", "table with one interaction per row; .gz and .zst are read, too")
    .requiredOption("--out <dir>", "folder for interactions.csv and items.csv")
    .option("--items <file>", "table with one item per row")
    .option("--user-col <name>", "column of users: a name, or a number from 1")
    .option("--item-col <name>", "column of items")
    .option("--catalog-item-col <name>", "column of the item in --items, if it differs")
    .option("--time-col <name>", "column of times")
    .option("--rating-col <name>", "column of ratings, for --min-rating")
    .option("--title-col <name>", "column of titles, in --items if that is given")
    .option("--category-col <name>", "column of categories, in --items")
    .addOption(
      new Option("--delimiter <text>", "what separates columns").choices(
        Object.keys(DELIMITERS_BY_NAME),
      ),
    )
    .option("--no-header", "the first row is data")
    .addOption(new Option("--time-format <name>", "how times are written").choices(TIME_FORMATS))
    .option("--drop-incomplete", "leave out rows without a user, an item or a time")
    .option(
      "--pseudonyms <file>",
      "rename users to user-1, user-2 ..., and keep their ids in this file",
    )
    .option("--force", "replace files of an earlier import")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: ImportFlags, command: Command) =>
      importCommand(file, { ...flags, hasHeader: headerOf(command) }, io),
    );
}

/** A tab is hard to type. */
const DELIMITERS_BY_NAME: Readonly<Record<string, Delimiter>> = Object.fromEntries(
  DELIMITERS.map((delimiter) => [delimiter === "\t" ? "tab" : delimiter, delimiter]),
);

/** Undefined without the flag, so that a header is looked for. */
function headerOf(command: Command): boolean | undefined {
  return command.getOptionValueSource("header") === "cli" ? false : undefined;
}

async function importCommand(
  file: string,
  flags: ImportFlags & { readonly hasHeader: boolean | undefined },
  io: Io,
): Promise<void> {
  const { out, force = false, json, items: itemsFile, pseudonyms: pseudonymsFile } = flags;
  if (!force) assertNothingReplaced(flags);
  await assertWritableFolder(out, "--out");
  if (pseudonymsFile !== undefined) await assertWritableFile(pseudonymsFile, "--pseudonyms");
  const columns: ColumnNames = {
    ...(flags.userCol !== undefined && { user: flags.userCol }),
    ...(flags.itemCol !== undefined && { item: flags.itemCol }),
    ...(flags.timeCol !== undefined && { time: flags.timeCol }),
    ...(flags.ratingCol !== undefined && { rating: flags.ratingCol }),
    ...(flags.titleCol !== undefined && { title: flags.titleCol }),
    ...(flags.categoryCol !== undefined && { categories: flags.categoryCol }),
  };
  const { hasHeader, timeFormat, dropIncomplete } = flags;
  const delimiter = DELIMITERS_BY_NAME[flags.delimiter ?? ""];
  const value = await importTables({
    file,
    itemsFile,
    catalogItem: flags.catalogItemCol,
    out,
    columns,
    delimiter,
    hasHeader,
    timeFormat,
    dropIncomplete,
    pseudonymsFile,
  });
  printResult(io, { json, value, text: () => describe(value, out) });
}

/** Pseudonyms are checked, too: the file alone says whose they are. */
function assertNothingReplaced({ out, pseudonyms }: ImportFlags): void {
  const written = [join(out, "interactions.csv"), join(out, "items.csv"), pseudonyms];
  const existing = written.filter((path) => path !== undefined && existsSync(path));
  if (existing.length === 0) return;
  throw new StarError("FILE_EXISTS", {
    message: `An import would replace ${existing.join(" and ")}.`,
    remedy: "Choose another folder with --out, or replace what is there with --force.",
  });
}

function describe(summary: ImportSummary, out: string): string {
  const { interactions, dropped, users, items, undescribed, repeatedItems, timeFormat } = summary;
  const lines = summary.tables.flatMap(({ file, format, columns }) => [
    `${file}: columns separated by ${JSON.stringify(format.delimiter)}, ${format.hasHeader ? "with" : "without"} a header`,
    ...columns.map(({ role, column, examples }) => {
      const note = role === "time" ? ` (${TIME_NAMES[timeFormat]})` : "";
      const shown = column === null ? "none" : `${column}${note}: ${examples.join(", ")}`;
      return `  ${role.padEnd(10)}  ${shown}`;
    }),
  ]);
  return [
    ...lines,
    `${interactions} interactions of ${users} users with ${items} items written to ${out}.`,
    ...(dropped > 0 ? [`${dropped} rows without a user, an item or a time were left out.`] : []),
    ...(undescribed > 0
      ? [
          `${undescribed} of ${items} items have no title and are called by their ids. --title-col names the column of titles.`,
        ]
      : []),
    ...(repeatedItems > 0 ? [`${repeatedItems} further rows about an item were not used.`] : []),
    `Next: star data describe --dataset generic --data-dir ${out}`,
  ].join("\n");
}

const TIME_NAMES: Readonly<Record<TimeFormat, string>> = {
  seconds: "Unix seconds",
  milliseconds: "Unix milliseconds",
  microseconds: "Unix microseconds",
  iso: "dates, UTC where no offset is written",
  order: "positions",
};
