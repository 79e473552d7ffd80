import { invalidOption } from "../assert.js";
import { StarError } from "../errors.js";
import type { LoadedDataset } from "./dataset-builder.js";
import type { Loader } from "./loader-options.js";
import type { SyntheticOptions, SyntheticSizes } from "./synthetic.js";

const MOVIELENS_CSV = [
  "movielens-latest",
  "movielens-20m",
  "movielens-25m",
  "movielens-32m",
] as const;
const REVIEWS = [
  "amazon-reviews-2018",
  "amazon-reviews-2023",
  "goodreads",
  "yelp",
  "agent-society",
] as const;
const FILE_DATASET_NAMES = [
  "movielens-100k",
  "movielens-1m",
  ...MOVIELENS_CSV,
  "amazon-scientific-2018",
  "amazon-reviews-2023-sample",
  ...REVIEWS,
  "goodbooks-10k",
  "lastfm-hetrec",
  "recbole",
  "generic",
] as const;
type FileDatasetName = (typeof FILE_DATASET_NAMES)[number];

// Imported when used: each brings the parser of its file format.
const LOADERS: Record<FileDatasetName, () => Promise<Loader>> = {
  "movielens-100k": async () => (await import("./movielens-100k.js")).loadMovieLens100K,
  "movielens-1m": async () => (await import("./loaders/movielens.js")).loadMovieLens1M,
  ...forEach(MOVIELENS_CSV, async (name) =>
    (await import("./loaders/movielens.js")).loadMovieLensCsv(name),
  ),
  ...forEach(REVIEWS, async (name) =>
    (await import("./loaders/review-formats.js")).loadReviewsOf(name),
  ),
  "goodbooks-10k": async () => (await import("./loaders/goodbooks.js")).loadGoodbooks,
  "lastfm-hetrec": async () => (await import("./loaders/lastfm.js")).loadLastFm,
  recbole: async () => (await import("./loaders/recbole.js")).loadRecBole,
  "amazon-scientific-2018": async () =>
    (await import("./amazon-scientific-2018.js")).loadAmazonScientific2018,
  "amazon-reviews-2023-sample": async () =>
    (await import("./amazon-reviews-2023.js")).loadAmazonReviews2023,
  generic: async () => (await import("./generic.js")).loadGeneric,
};

/** One entry per name. */
function forEach<Name extends string>(
  names: readonly Name[],
  load: (name: Name) => Promise<Loader>,
): Record<Name, () => Promise<Loader>> {
  const entries = names.map((name) => [name, () => load(name)] as const);
  return Object.fromEntries(entries) as Record<Name, () => Promise<Loader>>;
}

/** Names that {@link loadDataset} accepts. */
export const DATASET_NAMES: readonly string[] = [...FILE_DATASET_NAMES, "synthetic"];

/** Options of {@link loadDataset}. */
export interface LoadOptions {
  /** One of {@link DATASET_NAMES}. */
  readonly name: string;
  /** The folder with the dataset's files, or its parent if the folder has the dataset's name. Unused for `synthetic`. */
  readonly directory?: string | undefined;
  /**
   * Leaves out interactions with a lower rating. The name of the dataset states it, such as `movielens-1m+rating-4`. Default: every rating
   * is an interaction.
   */
  readonly minRating?: number | undefined;
  /** For `synthetic` only. Default 1. */
  readonly seed?: number | undefined;
  /** For `synthetic` only. */
  readonly sizes?: SyntheticSizes | undefined;
}

/**
 * Loads a dataset by name. `synthetic` is generated, all others are read from files.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for an unknown name, if a dataset that is read from files gets no directory, or if `minRating` is
 * given for a dataset without ratings.
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
  minRating,
  seed = 1,
  sizes = {},
}: LoadOptions): Promise<LoadedDataset> {
  if (minRating !== undefined && !Number.isFinite(minRating))
    throw invalidOption("minRating", minRating, "Pass a number.");
  if (name === "synthetic") return generateDataset({ seed, ...sizes }, minRating);
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
  const { findDataDirectory } = await import("./find-data-file.js");
  const load = await LOADERS[name]();
  const dataset = await load(await findDataDirectory(directory, name), { minRating });
  return minRating === undefined ? dataset : { ...dataset, name: `${name}+rating-${minRating}` };
}

async function generateDataset(
  options: SyntheticOptions,
  minRating: number | undefined,
): Promise<LoadedDataset> {
  // Imported when used, as the loaders are.
  const { assertNoRating } = await import("./loader-options.js");
  const { createSyntheticDataset } = await import("./synthetic.js");
  const { toColumns } = await import("./columns/column-builder.js");
  assertNoRating("synthetic", { minRating });
  const dataset = createSyntheticDataset(options);
  return { ...dataset, interactions: toColumns(dataset.interactions), duplicatesRemoved: 0 };
}

function isFileDataset(name: string): name is FileDatasetName {
  return FILE_DATASET_NAMES.some((known) => known === name);
}
