import { basename } from "node:path";
import { z } from "zod";
import type { LoadedDataset } from "../dataset-builder.js";
import { distinctCategories, idSchema, toTitle } from "../fields.js";
import { withoutCompression } from "../find-data-file.js";
import { type LoaderOptions, ratingFilter } from "../loader-options.js";
import { malformedRow, parseRow } from "../parse-row.js";
import { readTable } from "../read-table.js";
import { readInteractionTable } from "../scan/read-interaction-table.js";
import { findFiles, requireFiles } from "./find-files.js";
import { createReviewBuilder, type ReviewBuilder } from "./review-builder.js";

/** Names of columns, without their types, that have a title or categories in RecBole's datasets; the first that exists counts. */
const TITLES = ["title", "movie_title", "name", "item_name"];
const CATEGORIES = ["genre", "genres", "class", "categories", "category", "tags"];
const ITEM_ID = "item_id:token";
const itemSchema = z.object({ [ITEM_ID]: idSchema });
const INTERACTIONS = /\.inter$/;

/**
 * Loads RecBole's atomic files from a folder with one `NAME.inter` (columns `user_id:token`, `item_id:token`, `timestamp:float`) and
 * optionally `NAME.item` (`item_id:token`, a title, categories). Columns have their type in the header; quotes are part of the text. Names of
 * categories are separated by commas or, if there is none, by spaces.
 *
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see https://recbole.io/docs/user_guide/data/atomic_files.html
 */
export async function loadRecBole(
  directory: string,
  options: LoaderOptions,
): Promise<LoadedDataset> {
  const [file = "", ...others] = await requireFiles(directory, INTERACTIONS, "NAME.inter");
  if (others.length > 0) {
    throw malformedRow(
      { file, line: 1 },
      {
        problem: `the folder also has ${others.map((other) => basename(other)).join(", ")}`,
        remedy: "Keep one .inter file per folder, with all interactions.",
      },
    );
  }
  const builder = createReviewBuilder(file);
  const format = { delimiter: "\t", quotes: false } as const;
  const names = { user: "user_id:token", item: ITEM_ID, timestamp: "timestamp:float" };
  const rating = ratingFilter("rating:float", options);
  await readInteractionTable({ file, names, rating, ...format }, builder);
  const catalog = withoutCompression(basename(file)).replace(INTERACTIONS, ".item");
  const files = await findFiles(directory, /\.item$/);
  for (const items of files.filter((one) => basename(one).startsWith(catalog))) {
    await readItems(items, builder);
  }
  return builder.finish({ name: "recbole", clock: "unix-seconds" });
}

async function readItems(file: string, { has, describe }: ReviewBuilder): Promise<void> {
  const format = { delimiter: "\t", quotes: false, required: [ITEM_ID] } as const;
  await readTable({ file, ...format }, (fields, location) => {
    const { [ITEM_ID]: id } = parseRow(itemSchema, fields, location);
    if (!has(id)) return;
    const values = new Map(
      Object.entries(fields).map(([name, value]) => [name.replace(/:.*$/, ""), value]),
    );
    const first = (names: readonly string[]) =>
      values.get(names.find((name) => values.has(name)) ?? "") ?? "";
    const names = first(CATEGORIES);
    const categories = distinctCategories(names.split(names.includes(",") ? "," : " "));
    describe({ id, title: toTitle(first(TITLES)), categories });
  });
}
