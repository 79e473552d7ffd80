import { z } from "zod";
import { createDatasetBuilder, type LoadedDataset } from "../dataset-builder.js";
import { distinctCategories, idSchema, numberSchema, titleSchema } from "../fields.js";
import { assertNoRating, type LoaderOptions } from "../loader-options.js";
import { parseRow, type SourceLocation } from "../parse-row.js";
import { type Fields, readTable } from "../read-table.js";
import { createInteractionRows } from "../scan/interaction-rows.js";
import { requireFile } from "./find-files.js";
import { createTagCounts } from "./tag-counts.js";

const artistSchema = z.object({ id: idSchema, name: titleSchema });
const tagSchema = z.object({ tagID: idSchema, tagValue: z.string() });
const assignmentSchema = z.object({ artistID: idSchema, tagID: idSchema, timestamp: numberSchema });

/**
 * Loads Last.fm of HetRec 2011 from `artists.dat`, `tags.dat` and `user_taggedartists-timestamps.dat`. An interaction is a day on which a user
 * tagged an artist, because the counts of plays have no times; several tags at one time are one interaction. Categories are the most
 * frequent tags.
 *
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING`.
 * @see Cantador, Brusilovsky and Kuflik (2011), https://doi.org/10.1145/2043932.2044016
 */
export async function loadLastFm(
  directory: string,
  options: LoaderOptions,
): Promise<LoadedDataset> {
  assertNoRating("lastfm-hetrec", options);
  const itemsFile = await requireFile(directory, "artists.dat");
  const tagsFile = await requireFile(directory, "tags.dat");
  const interactionsFile = await requireFile(directory, "user_taggedartists-timestamps.dat");
  const read = (
    file: string,
    schema: z.ZodObject,
    onRow: (fields: Fields, location: SourceLocation) => void,
  ) => {
    const encoding = file === tagsFile ? "latin1" : "utf8";
    const format = { delimiter: "\t", quotes: false, encoding } as const;
    return readTable({ file, ...format, required: Object.keys(schema.shape) }, onRow);
  };
  const names = new Map<string, string>();
  await read(tagsFile, tagSchema, (fields, location) => {
    const { tagID, tagValue } = parseRow(tagSchema, fields, location);
    names.set(tagID, tagValue);
  });
  const tags = createTagCounts();
  await read(interactionsFile, assignmentSchema, (fields, location) => {
    const { artistID, tagID } = parseRow(assignmentSchema, fields, location);
    tags.add(artistID, names.get(tagID), 1);
  });
  const builder = createDatasetBuilder({ itemsFile, interactionsFile });
  await read(itemsFile, artistSchema, (fields, location) => {
    const { id, name } = parseRow(artistSchema, fields, location);
    builder.addItem({ id, title: name, categories: distinctCategories(tags.of(id)) }, location);
  });
  const columns = { user: "userID", item: "artistID", timestamp: "timestamp" };
  const { add } = createInteractionRows(builder, columns);
  await read(interactionsFile, assignmentSchema, (fields, location) => {
    const { timestamp } = parseRow(assignmentSchema, fields, location);
    add({ ...fields, timestamp: timestamp / 1000 }, location);
  });
  return builder.finish({ name: "lastfm-hetrec", clock: "unix-seconds" });
}
