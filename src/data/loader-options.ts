import { invalidOption } from "../assert.js";
import type { LoadedDataset } from "./dataset-builder.js";
import type { RatingFilter } from "./scan/interaction-rows.js";

/** Options of every loader. */
export interface LoaderOptions {
  /** Leaves out interactions with a lower rating. Default: ratings are not read. */
  readonly minRating?: number | undefined;
}

/** Reads a dataset from a folder. */
export type Loader = (directory: string, options: LoaderOptions) => Promise<LoadedDataset>;

/** The filter of a source whose ratings are in this column; undefined if all ratings count. */
export function ratingFilter(
  column: string,
  { minRating }: LoaderOptions,
): RatingFilter | undefined {
  return minRating === undefined ? undefined : { column, least: minRating };
}

/** @throws {StarError} `INVALID_ARGUMENT` if a least rating is given for a source without ratings. */
export function assertNoRating(name: string, { minRating }: LoaderOptions): void {
  if (minRating === undefined) return;
  throw invalidOption("minRating", minRating, `${name} has no ratings: leave it out.`);
}
