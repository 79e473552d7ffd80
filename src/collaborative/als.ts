import { assertPositive, assertIntegers } from "../assert.js";
import { createRandom, randomNormal } from "../random.js";
import type { Recommender } from "../types.js";
import { fixSide, improveByConjugateGradients, solveExactly } from "./als-solver.js";
import { type InteractionMatrix, knownItems } from "./interaction-matrix.js";
import { dotRange } from "./linear-algebra.js";
import { rowOf, sharedFloat64, type SparseRows } from "./sparse.js";

export interface AlsOptions {
  /** Length of a factor vector. Default 64. */
  readonly factors?: number;
  /** L2 penalty (lambda in the paper). Default 40. */
  readonly regularization?: number;
  /** How much more a choice counts than its absence. Default 10. */
  readonly alpha?: number;
  /** Alternations over both sides. Default 8. */
  readonly iterations?: number;
  /** Conjugate gradient steps a row and alternation. Default 3. */
  readonly conjugateGradientSteps?: number;
  /** Decides the first item factors. Default 0. */
  readonly seed?: number;
}

/** Picked on validation tasks of MovieLens-100K and Amazon Scientific. */
export const ALS_DEFAULTS: Required<AlsOptions> = {
  factors: 64,
  regularization: 40,
  alpha: 10,
  iterations: 8,
  conjugateGradientSteps: 3,
  seed: 0,
};

/** What a factorization consists of once it is fitted. */
export interface AlsFactors {
  readonly factors: number;
  readonly regularization: number;
  readonly alpha: number;
  /** users x factors; each row is exactly what `foldIn` gives for the user's row of the matrix. */
  readonly userFactors: Float64Array;
  /** items x factors; zero for an item nobody chose. */
  readonly itemFactors: Float64Array;
}

/** A fitted factorization. An item's score is its factors' product with those of the folded-in history. */
export interface AlsModel extends Recommender, AlsFactors {
  /** The factors of a user with these items (indexes; order and repeats do not matter), solved exactly. No items: zeros. */
  foldIn(itemIndexes: ArrayLike<number>): Float64Array;
}

/**
 * Factorizes who chose what by weighted alternating least squares.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when an option is out of range, or so extreme that numbers overflow.
 * @see Hu, Koren & Volinsky (2008), https://doi.org/10.1109/ICDM.2008.22
 * @see Takács, Pilászy & Tikk (2011), https://doi.org/10.1145/2043932.2043987 (conjugate gradients)
 */
export function fitAls(matrix: InteractionMatrix, options: AlsOptions = {}): AlsModel {
  const { seed, factors, regularization, alpha, iterations, ...rest } = {
    ...ALS_DEFAULTS,
    ...options,
  };
  const { conjugateGradientSteps: steps } = rest;
  assertPositive({ regularization, alpha });
  assertIntegers({ factors, iterations, conjugateGradientSteps: steps });
  const weights = { alpha, regularization };
  const itemFactors = firstFactors(matrix.columns, factors, seed);
  const userFactors = sharedFloat64(matrix.users.length * factors);
  for (let iteration = 0; iteration < iterations; iteration++) {
    improveRows(matrix.rows, userFactors, fixSide(itemFactors, factors, weights), steps);
    improveRows(matrix.columns, itemFactors, fixSide(userFactors, factors, weights), steps);
  }
  const items = fixSide(itemFactors, factors, weights);
  for (let user = 0; user < matrix.users.length; user++) {
    userFactors.set(solveExactly(items, rowOf(matrix.rows, user)), user * factors);
  }
  return createAls(matrix, { factors, userFactors, itemFactors, ...weights });
}

/** The recommender of factors that were fitted before. */
export function createAls(matrix: InteractionMatrix, fitted: AlsFactors): AlsModel {
  const { itemFactors, factors } = fitted;
  const items = fixSide(itemFactors, factors, fitted);
  // One order of summation, so that equal sets give equal bits.
  const foldIn = (itemIndexes: ArrayLike<number>) =>
    solveExactly(items, Int32Array.from(new Set(Array.from(itemIndexes))).sort());
  return {
    ...fitted,
    name: "als",
    foldIn,
    score(history, itemIds) {
      const user = foldIn(knownItems(matrix, history));
      return Float64Array.from(itemIds, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return dotRange(itemFactors, item * factors, user, 0, factors);
      });
    },
  };
}

/** Small normal numbers; zeros where nobody chose the item, which is where its equations lead. */
function firstFactors(columns: SparseRows, factors: number, seed: number): Float64Array {
  const random = createRandom(seed, "als");
  const values = sharedFloat64((columns.offsets.length - 1) * factors);
  for (let item = 0; item + 1 < columns.offsets.length; item++) {
    if (rowOf(columns, item).length === 0) continue;
    for (let k = 0; k < factors; k++) values[item * factors + k] = randomNormal(random) / factors;
  }
  return values;
}

function improveRows(
  rows: SparseRows,
  solved: Float64Array,
  side: ReturnType<typeof fixSide>,
  steps: number,
): void {
  for (let row = 0; row + 1 < rows.offsets.length; row++) {
    const solution = solved.subarray(row * side.dimensions, (row + 1) * side.dimensions);
    improveByConjugateGradients(side, rowOf(rows, row), solution, steps);
  }
}
