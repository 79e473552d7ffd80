import { z } from "zod";
import type { LoadedDataset } from "../dataset-builder.js";
import { distinctCategories, idSchema, toTitle } from "../fields.js";
import { type LoaderOptions, ratingFilter } from "../loader-options.js";
import { parseRow } from "../parse-row.js";
import { readJsonLines } from "../read-json-lines.js";
import { createInteractionRows } from "../scan/interaction-rows.js";
import { requireFiles } from "./find-files.js";
import { createReviewBuilder } from "./review-builder.js";

type Row = Readonly<Record<string, unknown>>;

/** Reviews and the catalog that they refer to, as JSON lines in one or several files each. */
export interface ReviewFormat {
  readonly name: string;
  readonly reviews: RegExp;
  readonly catalog: RegExp;
  /** Names of the files, for the error if there is none. */
  readonly files: { readonly reviews: string; readonly catalog: string };
  /** Fields of a review. */
  readonly fields: {
    readonly user: string;
    readonly item: string;
    readonly time: string;
    readonly rating: string;
  };
  /** Seconds of the field `time`; default: it has seconds. */
  readonly seconds?: (row: Row) => unknown;
  /** Default: the field `rating`. */
  readonly ratingOf?: (row: Row) => unknown;
  /** Field of the catalog with the ID of an item. */
  readonly id: string;
  readonly titleOf: (row: Row) => unknown;
  readonly categoriesOf: (row: Row) => readonly unknown[];
}

/** @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`. */
export async function readReviews(
  directory: string,
  format: ReviewFormat,
  options: LoaderOptions,
): Promise<LoadedDataset> {
  const { user, item, time, rating } = format.fields;
  const reviews = await requireFiles(directory, format.reviews, format.files.reviews);
  const catalogs = await requireFiles(directory, format.catalog, format.files.catalog);
  const builder = createReviewBuilder(reviews.join(", "));
  const filter = ratingFilter(rating, options);
  const rows = createInteractionRows(builder, { user, item, timestamp: time, rating: filter });
  const { seconds = (row: Row) => row[time], ratingOf = (row: Row) => row[rating] } = format;
  for (const file of reviews) {
    await readJsonLines({ file, required: [user, item] }, (row, location) => {
      const values = { [time]: seconds(row), [rating]: ratingOf(row) };
      rows.add({ [user]: row[user], [item]: row[item], ...values }, location);
    });
  }
  const schema = z.object({ [format.id]: idSchema });
  for (const file of catalogs) {
    await readJsonLines({ file, required: [format.id] }, (row, location) => {
      const id = parseRow(schema, row, location)[format.id] as string;
      if (!builder.has(id)) return;
      const title = format.titleOf(row);
      const categories = distinctCategories(format.categoriesOf(row).map(textOf));
      builder.describe({ id, title: toTitle(textOf(title)), categories });
    });
  }
  return builder.finish({ name: format.name, clock: "unix-seconds" });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
