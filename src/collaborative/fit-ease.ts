import { assertPositive } from "../assert.js";
import { StarError } from "../errors.js";
import { createEase, EASE_DEFAULTS, type EaseModel, type EaseOptions } from "./ease.js";
import type { InteractionMatrix } from "./interaction-matrix.js";
import { columnsOfRow, sharedFloat32, type SparseRows } from "./sparse.js";
import { BLOCK, invertSymmetricInPlace } from "./symmetric-inverse.js";

/**
 * Fits item-to-item weights in closed form: B = I - P diag(P)^-1 with P = (X'X + lambda I)^-1. Inverts a users x users matrix
 * instead if there are fewer users than items; the weights are the same.
 *
 * @throws {StarError} `CATALOG_TOO_LARGE` above `maxItems`.
 * @throws {StarError} `INVALID_ARGUMENT` if `lambda` is not a positive number.
 * @see Steck (2019), equation 8, arXiv 1905.03375
 *
 * @example
 * ```ts
 * import { createInteractionMatrix, fitEase } from "langgraph-star/collaborative";
 *
 * const sequences = ["ab", "ab", "ab", "a"].map((ids, user) => ({ userId: `u${user}`, itemIds: [...ids] }));
 * const matrix = createInteractionMatrix({ sequences, items: ["a", "b"] });
 * const ease = fitEase(matrix, { lambda: 1 });
 * console.log(ease.score(["a"], ["b"])[0]); // 0.6000000238418579
 * ```
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

/** A symmetric matrix, row-major with `stride` numbers per row. */
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
    for (const user of columnsOfRow(columns, item)) addRow(sums, middle, user);
    for (let other = item; other < size; other++) {
      const entry = ((item === other ? 1 : 0) - sumAtColumns(sums, columns, other)) / lambda;
      inverse[item * size + other] = entry;
      inverse[other * size + item] = entry;
    }
  }
  return { inverse, stride: size };
}

/** Adds one row of a square matrix to the sums. */
function addRow(sums: Float64Array, matrix: Float64Array, row: number): void {
  const start = row * sums.length;
  for (let column = 0; column < sums.length; column++) {
    sums[column] = (sums[column] as number) + (matrix[start + column] as number);
  }
}

/** Sums the values at the columns of one sparse row. */
function sumAtColumns(values: Float64Array, { offsets, columns }: SparseRows, row: number): number {
  const end = offsets[row + 1] as number;
  let sum = 0;
  for (let entry = offsets[row] as number; entry < end; entry++) {
    sum += values[columns[entry] as number] as number;
  }
  return sum;
}

/** Number of shared columns of all pairs of rows, plus `lambda` on the diagonal, padded to a multiple of the block size. */
function gramMatrix(rows: SparseRows, transposed: SparseRows, lambda: number) {
  const size = rows.offsets.length - 1;
  const stride = Math.ceil(size / BLOCK) * BLOCK;
  const gram = new Float64Array(stride * stride);
  for (let row = 0; row < size; row++) {
    for (const column of columnsOfRow(rows, row)) {
      for (const other of columnsOfRow(transposed, column)) {
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
    message: `EASE needs a weight per pair of items, and the catalog has ${size} items, more than maxItems ${maxItems}.`,
    remedy: "Use fitAls or fitItemKnn, or increase maxItems if memory allows (4 x items^2 bytes).",
  });
}
