import { z } from "zod";
import { createDatasetBuilder, type LoadedDataset } from "../dataset-builder.js";
import { distinctCategories, idSchema, titleSchema } from "../fields.js";
import { type Loader, type LoaderOptions, ratingFilter } from "../loader-options.js";
import { parseRow } from "../parse-row.js";
import { readTable, type TableOptions } from "../read-table.js";
import { readInteractionTable } from "../scan/read-interaction-table.js";
import { requireFile } from "./find-files.js";

const NO_GENRES = "(no genres listed)";
const NAMES = { user: "userId", item: "movieId", timestamp: "timestamp" };

const movieSchema = z.object({ movieId: idSchema, title: titleSchema, genres: z.string() });

type Format = Pick<TableOptions, "delimiter" | "columns" | "quotes">;

/**
 * Loads MovieLens 1M from `ratings.dat` and `movies.dat` (fields separated by `::`; titles in Latin-1). Categories are the genres.
 *
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Harper and Konstan (2015), https://doi.org/10.1145/2827872
 */
export function loadMovieLens1M(directory: string, options: LoaderOptions): Promise<LoadedDataset> {
  const format = { delimiter: "::", quotes: false } as const;
  return loadMovieLens(directory, {
    name: "movielens-1m",
    extension: "dat",
    movies: { ...format, columns: ["movieId", "title", "genres"], encoding: "latin1" },
    ratings: { ...format, columns: ["userId", "movieId", "rating", "timestamp"] },
    options,
  });
}

/** Loads MovieLens latest, 20M, 25M or 32M from `ratings.csv` and `movies.csv`, plain or compressed. Errors as {@link loadMovieLens1M}. */
export function loadMovieLensCsv(name: string): Loader {
  const format = { delimiter: "," } as const;
  return (directory, options) =>
    loadMovieLens(directory, { name, extension: "csv", movies: format, ratings: format, options });
}

async function loadMovieLens(
  directory: string,
  {
    name,
    extension,
    movies,
    ratings,
    options,
  }: {
    readonly name: string;
    readonly extension: string;
    readonly movies: Format & Pick<TableOptions, "encoding">;
    readonly ratings: Format;
    readonly options: LoaderOptions;
  },
): Promise<LoadedDataset> {
  const itemsFile = await requireFile(directory, `movies.${extension}`);
  const interactionsFile = await requireFile(directory, `ratings.${extension}`);
  const builder = createDatasetBuilder({ itemsFile, interactionsFile });
  const required = Object.keys(movieSchema.shape);
  await readTable({ file: itemsFile, required, ...movies }, (fields, location) => {
    const { movieId: id, title, genres } = parseRow(movieSchema, fields, location);
    const categories = genres === NO_GENRES ? [] : distinctCategories(genres.split("|"));
    builder.addItem({ id, title, categories }, location);
  });
  const rating = ratingFilter("rating", options);
  await readInteractionTable({ file: interactionsFile, names: NAMES, rating, ...ratings }, builder);
  return builder.finish({ name, clock: "unix-seconds" });
}
