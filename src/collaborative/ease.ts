import { StarError } from "../errors.js";
import type { Recommender } from "../types.js";
import { type InteractionMatrix, knownItems } from "./interaction-matrix.js";
import { invertSymmetricInPlace } from "./linear-algebra.js";
import { rowOf, sharedFloat32, type SparseRows } from "./sparse.js";

export interface EaseOptions {
  /** Ridge penalty: higher trusts single co-occurrences less. Default 200. */
  readonly lambda?: number;
  /** Refuse larger catalogues, whose weights would not fit in memory (4 bytes x items^2). Default 12,000. */
  readonly maxItems?: number;
}

/** A fitted EASE model. */
export interface EaseModel extends Recommender {
  /** items x items, row by row, zero diagonal: `weights[j * items + i]` is what having chosen `j` adds to the score of `i`. */
  readonly weights: Float32Array;
}

/**
 * Learns item-to-item weights in closed form: B = I - P diag(P)^-1 with P = (X'X + lambda I)^-1.
 * The smaller of users x users and items x items is inverted; both give the same weights.
 *
 * @throws {StarError} `CATALOG_TOO_LARGE` above `maxItems`.
 * @throws {StarError} `INVALID_ARGUMENT` when `lambda` is not a positive number.
 * @see Steck (2019), equation 8, arXiv 1905.03375
 */
export function fitEase(
  matrix: InteractionMatrix,
  { lambda = 200, maxItems = 12_000 }: EaseOptions = {},
): EaseModel {
  const size = matrix.items.length;
  if (size > maxItems) throw tooLarge(size, maxItems);
  if (!(lambda > 0 && lambda < Infinity)) throw badLambda(lambda);
  const inverse =
    matrix.users.length < size ? invertByUsers(matrix, lambda) : invertByItems(matrix, lambda);
  const weights = sharedFloat32(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const diagonal = inverse[column * size + column] as number;
      weights[row * size + column] = -(inverse[row * size + column] as number) / diagonal;
    }
    weights[row * size + row] = 0;
  }
  return createEase(matrix, weights);
}

/** The recommender of weights that were fitted before. */
export function createEase(matrix: InteractionMatrix, weights: Float32Array): EaseModel {
  const size = matrix.items.length;
  return {
    name: "ease",
    weights,
    score(history, items) {
      const chosen = knownItems(matrix, history);
      return Float64Array.from(items, (itemId) => {
        const item = matrix.itemIndex.get(itemId);
        if (item === undefined) return 0;
        return chosen.reduce((sum, other) => sum + (weights[other * size + item] as number), 0);
      });
    },
  };
}

function invertByItems({ rows, columns, items }: InteractionMatrix, lambda: number): Float64Array {
  const inverse = gramMatrix(columns, rows, items.length, lambda);
  invertSymmetricInPlace(inverse, items.length);
  return inverse;
}

/** Woodbury: (lambda I + X'X)^-1 = (I - X' M X) / lambda with M = (lambda I + XX')^-1, which is users x users. */
function invertByUsers(matrix: InteractionMatrix, lambda: number): Float64Array {
  const { rows, columns, users, items } = matrix;
  const middle = gramMatrix(rows, columns, users.length, lambda);
  invertSymmetricInPlace(middle, users.length);
  const inverse = new Float64Array(items.length ** 2);
  const sums = new Float64Array(users.length);
  for (let item = 0; item < items.length; item++) {
    sums.fill(0);
    for (const user of rowOf(columns, item)) addRow(sums, middle, user);
    const start = item * items.length;
    for (const [user, sum] of sums.entries()) {
      for (const other of rowOf(rows, user)) {
        inverse[start + other] = (inverse[start + other] as number) - sum / lambda;
      }
    }
    inverse[start + item] = (inverse[start + item] as number) + 1 / lambda;
  }
  return inverse;
}

/** Adds one row of a square matrix. */
function addRow(sums: Float64Array, matrix: Float64Array, row: number): void {
  const start = row * sums.length;
  for (let column = 0; column < sums.length; column++) {
    sums[column] = (sums[column] as number) + (matrix[start + column] as number);
  }
}

/** Number of shared entries of every two rows, with `lambda` added on the diagonal. */
function gramMatrix(rows: SparseRows, transposed: SparseRows, size: number, lambda: number) {
  const gram = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (const column of rowOf(rows, row)) {
      for (const other of rowOf(transposed, column)) {
        gram[row * size + other] = (gram[row * size + other] as number) + 1;
      }
    }
    gram[row * size + row] = (gram[row * size + row] as number) + lambda;
  }
  return gram;
}

function tooLarge(size: number, maxItems: number): StarError {
  return new StarError("CATALOG_TOO_LARGE", {
    message: `EASE keeps a weight for every two items; ${size} items are more than ${maxItems}.`,
    remedy: "Use fitAls or fitItemKnn, or raise maxItems if the memory suffices.",
  });
}

function badLambda(lambda: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `lambda is ${lambda}.`,
    remedy: "Pass a positive number.",
  });
}
