import type { Recommender } from "../types.js";
import { fixFactors, solveExactly } from "./als-solver.js";
import { type InteractionMatrix, knownItemIndexes } from "./interaction-matrix.js";
import { dotRange } from "./linear-algebra.js";

/** Hyperparameters of `fitAls`. */
export interface AlsOptions {
  /** Length of a factor vector. Default 64. */
  readonly factors?: number;
  /** L2 penalty (lambda in the paper). Default 40. */
  readonly regularization?: number;
  /** Additional confidence in an interaction over a missing one. Default 10. */
  readonly alpha?: number;
  /** Number of iterations; each solves for all users and all items. Default 8. */
  readonly iterations?: number;
  /** Conjugate gradient steps per row and pass. Default 3. */
  readonly conjugateGradientSteps?: number;
  /** Seed of the initial item factors. Default 0. */
  readonly seed?: number;
}

/** Selected on validation tasks of MovieLens-100K and Amazon Scientific. */
export const ALS_DEFAULTS: Required<AlsOptions> = {
  factors: 64,
  regularization: 40,
  alpha: 10,
  iterations: 8,
  conjugateGradientSteps: 3,
  seed: 0,
};

/** The factors of a fitted factorization. */
interface AlsFactors {
  readonly factors: number;
  readonly regularization: number;
  readonly alpha: number;
  /** users x factors; each row equals `foldIn` of the user's row of the matrix. */
  readonly userFactors: Float64Array;
  /** items x factors; zero for an item without interactions. */
  readonly itemFactors: Float64Array;
}

/** A fitted factorization. The score of an item is the inner product of its factors and those of the folded-in history. */
export interface AlsModel extends Recommender, AlsFactors {
  /** Solves for the factors of a user with these items (indexes; order and repeats are ignored). No items give zeros. */
  foldIn(itemIndexes: ArrayLike<number>): Float64Array;
}

/** Creates the recommender of fitted factors. */
export function createAls(matrix: InteractionMatrix, fitted: AlsFactors): AlsModel {
  const { itemFactors, factors } = fitted;
  const items = fixFactors(itemFactors, factors, fitted);
  // Sorted, so that equal sets are summed in the same order and give identical results.
  const foldIn = (itemIndexes: ArrayLike<number>) =>
    solveExactly(items, Int32Array.from(new Set(Array.from(itemIndexes))).sort());
  return {
    ...fitted,
    name: "als",
    foldIn,
    score(history, itemIds) {
      const user = foldIn(knownItemIndexes(matrix, history));
      return Float64Array.from(itemIds, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return dotRange(itemFactors, item * factors, user, 0, factors);
      });
    },
  };
}
