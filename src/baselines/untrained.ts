import { EASE_DEFAULTS } from "../collaborative/ease.js";
import { fitItemKnn } from "../collaborative/item-knn.js";
import { fitPopularity } from "../collaborative/popularity.js";
import { StarError } from "../errors.js";
import { randomPolicy, recommenderPolicy } from "../evaluation/policies.js";
import type { Recommender } from "../types.js";
import type { Baseline, BaselineContext } from "./baseline.js";

/** Random order. */
export const random: Baseline = {
  name: "random",
  needs: "nothing",
  isCeiling: false,
  fit: ({ seed }) => ({ policy: randomPolicy(seed) }),
};

/** The most popular items first. */
export const popularity = fromIndex("popularity", ({ matrix }) => fitPopularity(matrix));

/** Cosine similarity of items. */
export const itemKnn = fromIndex("item-knn", ({ matrix, coOccurrence }) =>
  fitItemKnn(matrix, { coOccurrence }),
);

/** Implicit matrix factorization by alternating least squares. */
export const als = fromIndex("als", (index) => index.als);

/** Linear autoencoder in closed form. */
export const ease: Baseline = {
  ...fromIndex("ease", easeOf),
  maxItems: EASE_DEFAULTS.maxItems,
};

function fromIndex(
  name: string,
  recommenderOf: (index: BaselineContext["index"]) => Recommender,
): Baseline {
  return {
    name,
    needs: "index",
    isCeiling: false,
    fit: ({ index }) => ({ policy: recommenderPolicy(recommenderOf(index)) }),
  };
}

/**
 * The EASE model of an index.
 *
 * @throws {StarError} `CATALOG_TOO_LARGE` if the index was fitted without it.
 */
export function easeOf({ ease: model, matrix }: BaselineContext["index"]): Recommender {
  if (model !== null) return model;
  throw new StarError("CATALOG_TOO_LARGE", {
    message: `EASE was not fitted: ${matrix.items.length} items are too many.`,
    remedy: "Leave ease out, or use a dataset with fewer items.",
  });
}
