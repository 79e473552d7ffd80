import { StarError } from "../errors.js";
import { loadAmazonReviews2023 } from "./amazon-reviews-2023.js";
import { loadAmazonScientific2018 } from "./amazon-scientific-2018.js";
import type { LoadedDataset } from "./collect-dataset.js";
import { findDataDirectory } from "./find-data-file.js";
import { loadGeneric } from "./generic.js";
import { loadMovieLens100K } from "./movielens-100k.js";
import { createSyntheticDataset, type SyntheticSizes } from "./synthetic.js";

const LOADERS: ReadonlyMap<string, (directory: string) => Promise<LoadedDataset>> = new Map([
  ["movielens-100k", loadMovieLens100K],
  ["amazon-scientific-2018", loadAmazonScientific2018],
  ["amazon-reviews-2023-sample", loadAmazonReviews2023],
  ["generic", loadGeneric],
]);

/** Every name that {@link loadDataset} knows. */
export const DATASET_NAMES: readonly string[] = [...LOADERS.keys(), "synthetic"];

export interface LoadOptions {
  /** One of {@link DATASET_NAMES}. */
  readonly name: string;
  /** The folder with the dataset's files, or one that holds such a folder under the dataset's name. Not for `synthetic`. */
  readonly directory?: string | undefined;
  /** For `synthetic` only. Default 1. */
  readonly seed?: number | undefined;
  /** For `synthetic` only. */
  readonly sizes?: SyntheticSizes | undefined;
}

/**
 * A dataset by name.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when there is no such name, or no directory was given for one that needs it.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED`, `DATASET_ENCODING` as its loader does.
 */
export async function loadDataset({
  name,
  directory,
  seed = 1,
  sizes = {},
}: LoadOptions): Promise<LoadedDataset> {
  if (name === "synthetic") {
    return { ...createSyntheticDataset({ seed, ...sizes }), duplicatesRemoved: 0 };
  }
  const load = LOADERS.get(name);
  if (load === undefined) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `There is no dataset "${name}".`,
      remedy: `Use one of: ${DATASET_NAMES.join(", ")}.`,
    });
  }
  if (directory === undefined) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The dataset "${name}" is read from files.`,
      remedy: "Pass --data-dir DIR with the folder that holds them.",
    });
  }
  return load(await findDataDirectory(directory, name));
}
