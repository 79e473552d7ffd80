import { join } from "node:path";
import { z } from "zod";
import {
  createDatasetBuilder,
  type DatasetBuilder,
  type LoadedDataset,
} from "./dataset-builder.js";
import { idSchema, titleSchema } from "./fields.js";
import { type LoaderOptions, ratingFilter } from "./loader-options.js";
import { parseRow } from "./parse-row.js";
import { readTable } from "./read-table.js";
import { readInteractionTable } from "./scan/read-interaction-table.js";

const GENRES = [
  "unknown",
  "Action",
  "Adventure",
  "Animation",
  "Children's",
  "Comedy",
  "Crime",
  "Documentary",
  "Drama",
  "Fantasy",
  "Film-Noir",
  "Horror",
  "Musical",
  "Mystery",
  "Romance",
  "Sci-Fi",
  "Thriller",
  "War",
  "Western",
] as const;

const RATING_COLUMNS = ["user_id", "item_id", "rating", "timestamp"] as const;
const MOVIE_COLUMNS = ["item_id", "title", "released", "video_released", "url", ...GENRES] as const;

const NAMES = { user: "user_id", item: "item_id", timestamp: "timestamp" } as const;
const movieSchema = z.object({ item_id: idSchema, title: titleSchema });
const flagSchema = z.enum(["0", "1"], { error: "expected 0 or 1" });
const genresSchema = z.object(Object.fromEntries(GENRES.map((genre) => [genre, flagSchema])));

/**
 * Loads MovieLens 100K from `u.data` (ratings) and `u.item` (movies, in Latin-1). Categories are the
 * genres, without "unknown". Timestamps are Unix seconds with many ties, because users rated many movies in one session.
 *
 * @param directory - The folder that contains both files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Harper and Konstan (2015), https://doi.org/10.1145/2827872
 */
export async function loadMovieLens100K(
  directory: string,
  options: LoaderOptions = {},
): Promise<LoadedDataset> {
  const itemsFile = join(directory, "u.item");
  const interactionsFile = join(directory, "u.data");
  const builder = createDatasetBuilder({ itemsFile, interactionsFile });
  await readMovies(itemsFile, builder);
  const format = { delimiter: "\t", columns: RATING_COLUMNS, quotes: false } as const;
  const rating = ratingFilter("rating", options);
  await readInteractionTable({ file: interactionsFile, names: NAMES, rating, ...format }, builder);
  return builder.finish({ name: "movielens-100k", clock: "unix-seconds" });
}

async function readMovies(file: string, { addItem }: DatasetBuilder): Promise<void> {
  const format = {
    delimiter: "|",
    columns: MOVIE_COLUMNS,
    quotes: false,
    encoding: "latin1",
  } as const;
  await readTable({ file, ...format }, (fields, location) => {
    const { item_id: id, title } = parseRow(movieSchema, fields, location);
    const flags = parseRow(genresSchema, fields, location);
    const categories = GENRES.filter((genre) => genre !== "unknown" && flags[genre] === "1");
    addItem({ id, title, categories }, location);
  });
}
