import { join } from "node:path";
import { z } from "zod";
import type { Item, ItemId } from "../types.js";
import {
  addItem,
  collectDataset,
  type LoadedDataset,
  type PlacedInteraction,
} from "./collect-dataset.js";
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
  return collectDataset({
    name: "movielens-100k",
    clock: "unix-seconds",
    items: await readFilms(itemsFile),
    itemsFile,
    interactions: readRatings(interactionsFile),
    interactionsFile,
  });
}

async function readFilms(file: string): Promise<ReadonlyMap<ItemId, Item>> {
  const items = new Map<ItemId, Item>();
  const rows = readTable({
    file,
    delimiter: "|",
    columns: FILM_COLUMNS,
    quotes: false,
    encoding: "latin1",
  });
  for await (const { fields, ...place } of rows) {
    const { item_id: id, title } = parseRow(filmSchema, fields, place);
    const flags = parseRow(genresSchema, fields, place);
    const categories = GENRES.filter((genre) => genre !== "unknown" && flags[genre] === "1");
    addItem(items, { id, title, categories }, place);
  }
  return items;
}

async function* readRatings(file: string): AsyncGenerator<PlacedInteraction> {
  const rows = readTable({ file, delimiter: "\t", columns: RATING_COLUMNS, quotes: false });
  for await (const { fields, ...place } of rows) {
    const { user_id, item_id, timestamp } = parseRow(ratingSchema, fields, place);
    yield { ...place, userId: user_id, itemId: item_id, timestamp };
  }
}
