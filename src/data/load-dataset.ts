import { StarError } from "../errors.js";
import { toColumns } from "./columns/column-builder.js";
import type { LoadedDataset } from "./dataset-builder.js";
import { findDataDirectory } from "./find-data-file.js";
import { createSyntheticDataset, type SyntheticSizes } from "./synthetic.js";

type Loader = (directory: string) => Promise<LoadedDataset>;

const FILE_DATASET_NAMES = [
  "movielens-100k",
  "amazon-scientific-2018",
  "amazon-reviews-2023-sample",
  "generic",
] as const;
type FileDatasetName = (typeof FILE_DATASET_NAMES)[number];

// Imported when used: each brings the parser of its file format.
const LOADERS: Record<FileDatasetName, () => Promise<Loader>> = {
  "movielens-100k": async () => (await import("./movielens-100k.js")).loadMovieLens100K,
  "amazon-scientific-2018": async () =>
    (await import("./amazon-scientific-2018.js")).loadAmazonScientific2018,
  "amazon-reviews-2023-sample": async () =>
    (await import("./amazon-reviews-2023.js")).loadAmazonReviews2023,
  generic: async () => (await import("./generic.js")).loadGeneric,
};

/** Names that {@link loadDataset} accepts. */
export const DATASET_NAMES: readonly string[] = [...FILE_DATASET_NAMES, "synthetic"];

/** Options of {@link loadDataset}. */
export interface LoadOptions {
  /** One of {@link DATASET_NAMES}. */
  readonly name: string;
  /** The folder with the dataset's files, or its parent if the folder has the dataset's name. Unused for `synthetic`. */
  readonly directory?: string | undefined;
  /** For `synthetic` only. Default 1. */
  readonly seed?: number | undefined;
  /** For `synthetic` only. */
  readonly sizes?: SyntheticSizes | undefined;
}

/**
 * Loads a dataset by name. `synthetic` is generated, all others are read from files.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown name, or if a dataset that is read from files gets no directory.
 * @throws {StarError} `DATASET_NOT_FOUND`, `DATASET_EMPTY`, `DATASET_MALFORMED` or `DATASET_ENCODING` from the loader.
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * console.log(dataset.interactions.length); // 60000
 * ```
 *
 * @example Your own data, items.csv and interactions.csv in one folder
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { loadDataset } from "langgraph-star";
 *
 * const directory = await mkdtemp(join(tmpdir(), "star-"));
 * await writeFile(join(directory, "items.csv"), "item_id,title\na,Tea\n");
 * await writeFile(join(directory, "interactions.csv"), "user_id,item_id,timestamp\nann,a,1700000000\n");
 * const dataset = await loadDataset({ name: "generic", directory });
 * console.log(dataset.items.get("a")?.title); // Tea
 * ```
 */
export async function loadDataset({
  name,
  directory,
  seed = 1,
  sizes = {},
}: LoadOptions): Promise<LoadedDataset> {
  if (name === "synthetic") {
    const dataset = createSyntheticDataset({ seed, ...sizes });
    return { ...dataset, interactions: toColumns(dataset.interactions), duplicatesRemoved: 0 };
  }
  if (!isFileDataset(name)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `There is no dataset "${name}".`,
      remedy: `Use one of: ${DATASET_NAMES.join(", ")}.`,
    });
  }
  if (directory === undefined) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The dataset "${name}" is read from files, but no directory was given.`,
      remedy: "Pass --data-dir DIR with the folder that contains them.",
    });
  }
  const load = await LOADERS[name]();
  return load(await findDataDirectory(directory, name));
}

function isFileDataset(name: string): name is FileDatasetName {
  return FILE_DATASET_NAMES.some((known) => known === name);
}
