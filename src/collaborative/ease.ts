import { assertPositive } from "../assert.js";
import { StarError } from "../errors.js";
import type { Recommender } from "../types.js";
import { type InteractionMatrix, knownItems } from "./interaction-matrix.js";
import { rowOf, sharedFloat32, type SparseRows } from "./sparse.js";
import { BLOCK, invertSymmetricInPlace } from "./symmetric-inverse.js";

export interface EaseOptions {
  /** Ridge penalty: higher trusts single co-occurrences less. Default 200. */
  readonly lambda?: number;
  /** Refuse larger catalogues, whose weights would not fit in memory (4 bytes x items^2). Default 12,000. */
  readonly maxItems?: number;
}

export const EASE_DEFAULTS: Required<EaseOptions> = { lambda: 200, maxItems: 12_000 };

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
export function fitEase(matrix: InteractionMatrix, options: EaseOptions = {}): EaseModel {
  const { lambda, maxItems } = { ...EASE_DEFAULTS, ...options };
  const size = matrix.items.length;
  if (size > maxItems) throw tooLarge(size, maxItems);
  assertPositive({ lambda });
  const { inverse, stride } =
    matrix.users.length < size ? invertByUsers(matrix, lambda) : invertByItems(matrix, lambda);
  const weights = sharedFloat32(size * size);
  const diagonal = Float64Array.from(matrix.items, (_, item) => inverse[item * stride + item] ?? 0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const entry = inverse[row * stride + column] as number;
      weights[row * size + column] = row === column ? 0 : -entry / (diagonal[column] as number);
    }
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

/** A symmetric matrix, row by row; its rows lie `stride` numbers apart. */
interface Inverse {
  readonly inverse: Float64Array;
  readonly stride: number;
}

function invertByItems({ rows, columns }: InteractionMatrix, lambda: number): Inverse {
  const { gram, stride } = gramMatrix(columns, rows, lambda);
  invertSymmetricInPlace(gram, stride);
  return { inverse: gram, stride };
}

/** Woodbury: (lambda I + X'X)^-1 = (I - X' M X) / lambda with M = (lambda I + XX')^-1, which is users x users. */
function invertByUsers({ rows, columns, items }: InteractionMatrix, lambda: number): Inverse {
  const { gram: middle, stride } = gramMatrix(rows, columns, lambda);
  invertSymmetricInPlace(middle, stride);
  const size = items.length;
  const inverse = new Float64Array(size * size);
  const sums = new Float64Array(stride);
  for (let item = 0; item < size; item++) {
    sums.fill(0);
    for (const user of rowOf(columns, item)) addRow(sums, middle, user);
    for (let other = item; other < size; other++) {
      const entry = ((item === other ? 1 : 0) - sumAt(sums, columns, other)) / lambda;
      inverse[item * size + other] = inverse[other * size + item] = entry;
    }
  }
  return { inverse, stride: size };
}

/** Adds one row of a square matrix. */
function addRow(sums: Float64Array, matrix: Float64Array, row: number): void {
  const start = row * sums.length;
  for (let column = 0; column < sums.length; column++) {
    sums[column] = (sums[column] as number) + (matrix[start + column] as number);
  }
}

/** Adds up the values at the places that one sparse row lists. */
function sumAt(values: Float64Array, { offsets, columns }: SparseRows, row: number): number {
  const end = offsets[row + 1] as number;
  let sum = 0;
  for (let entry = offsets[row] as number; entry < end; entry++) {
    sum += values[columns[entry] as number] as number;
  }
  return sum;
}

/** Number of shared entries of every two rows, `lambda` added on the diagonal, padded to whole blocks. */
function gramMatrix(rows: SparseRows, transposed: SparseRows, lambda: number) {
  const size = rows.offsets.length - 1;
  const stride = Math.ceil(size / BLOCK) * BLOCK;
  const gram = new Float64Array(stride * stride);
  for (let row = 0; row < size; row++) {
    for (const column of rowOf(rows, row)) {
      for (const other of rowOf(transposed, column)) {
        gram[row * stride + other] = (gram[row * stride + other] as number) + 1;
      }
    }
  }
  for (let row = 0; row < stride; row++) {
    gram[row * stride + row] = (gram[row * stride + row] as number) + lambda;
  }
  return { gram, stride };
}

function tooLarge(size: number, maxItems: number): StarError {
  return new StarError("CATALOG_TOO_LARGE", {
    message: `EASE keeps a weight for every two items; ${size} items are more than ${maxItems}.`,
    remedy: "Use fitAls or fitItemKnn, or raise maxItems if the memory suffices.",
  });
}
