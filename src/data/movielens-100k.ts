import { join } from "node:path";
import { z } from "zod";
import { collectDataset, type Collection, type LoadedDataset } from "./collect-dataset.js";
import { idSchema, secondsSchema, titleSchema } from "./fields.js";
import { parseRow } from "./malformed.js";
import { readTable } from "./read-table.js";

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
const FILM_COLUMNS = ["item_id", "title", "released", "video_released", "url", ...GENRES] as const;

const ratingSchema = z.object({ user_id: idSchema, item_id: idSchema, timestamp: secondsSchema });
const filmSchema = z.object({ item_id: idSchema, title: titleSchema });
const flagSchema = z.enum(["0", "1"], { error: "expected 0 or 1" });
const genresSchema = z.object(Object.fromEntries(GENRES.map((genre) => [genre, flagSchema])));

/**
 * MovieLens 100K: `u.data` (ratings, the value of which is not used) and `u.item` (films, in Latin-1).
 * Categories are the genres; the genre "unknown" is none. Timestamps are Unix seconds and often equal, since people rated many films in one sitting.
 *
 * @param directory - The folder that holds both files.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Harper and Konstan (2015), https://doi.org/10.1145/2827872
 */
export async function loadMovieLens100K(directory: string): Promise<LoadedDataset> {
  const itemsFile = join(directory, "u.item");
  const interactionsFile = join(directory, "u.data");
  const collection = collectDataset({ itemsFile, interactionsFile });
  await readFilms(itemsFile, collection);
  await readRatings(interactionsFile, collection);
  return collection.finish({ name: "movielens-100k", clock: "unix-seconds" });
}

async function readFilms(file: string, { addItem }: Collection): Promise<void> {
  const format = {
    delimiter: "|",
    columns: FILM_COLUMNS,
    quotes: false,
    encoding: "latin1",
  } as const;
  await readTable({ file, ...format }, (fields, place) => {
    const { item_id: id, title } = parseRow(filmSchema, fields, place);
    const flags = parseRow(genresSchema, fields, place);
    const categories = GENRES.filter((genre) => genre !== "unknown" && flags[genre] === "1");
    addItem({ id, title, categories }, place);
  });
}

async function readRatings(file: string, { addInteraction }: Collection): Promise<void> {
  const format = { delimiter: "\t", columns: RATING_COLUMNS, quotes: false } as const;
  await readTable({ file, ...format }, (fields, place) => {
    const { user_id, item_id, timestamp } = parseRow(ratingSchema, fields, place);
    addInteraction({ userId: user_id, itemId: item_id, timestamp }, place);
  });
}
