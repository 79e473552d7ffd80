import { StarError } from "../errors.js";

/** Inner product of `length` numbers of two arrays, from the given start indexes. */
export function dotRange(
  first: Float64Array,
  firstStart: number,
  second: Float64Array,
  secondStart: number,
  length: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  // Four independent sums let the processor add in parallel.
  for (; k + 3 < length; k += 4) {
    const i = firstStart + k;
    const j = secondStart + k;
    a += (first[i] as number) * (second[j] as number);
    b += (first[i + 1] as number) * (second[j + 1] as number);
    c += (first[i + 2] as number) * (second[j + 2] as number);
    d += (first[i + 3] as number) * (second[j + 3] as number);
  }
  for (; k < length; k++)
    a += (first[firstStart + k] as number) * (second[secondStart + k] as number);
  return a + b + c + d;
}

/**
 * Computes the Cholesky factor L of a symmetric positive definite matrix A = L L' in place.
 *
 * @param matrix - size x size, row-major. The lower triangle is read and overwritten by L; the rest is unchanged.
 * @throws {StarError} `INVALID_ARGUMENT` if the matrix is not positive definite or contains a value that is not finite.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let column = 0; column < row; column++) {
      const other = column * size;
      const rest =
        (matrix[start + column] as number) - dotRange(matrix, start, matrix, other, column);
      matrix[start + column] = rest / (matrix[other + column] as number);
    }
    const pivot = (matrix[start + row] as number) - dotRange(matrix, start, matrix, start, row);
    matrix[start + row] = pivotRoot(pivot, row);
  }
}

/** Solves L L' x = b with L from {@link choleskyInPlace}; x overwrites b, which is `vector`. */
export function solveCholeskyInPlace(
  factor: Float64Array,
  size: number,
  vector: Float64Array,
): void {
  for (let row = 0; row < size; row++) {
    const rest = (vector[row] as number) - dotRange(factor, row * size, vector, 0, row);
    vector[row] = rest / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    const solved = (vector[row] as number) / (factor[row * size + row] as number);
    vector[row] = solved;
    for (let k = 0; k < row; k++) {
      vector[k] = (vector[k] as number) - (factor[row * size + k] as number) * solved;
    }
  }
}

/** Square root of the pivot of a row in a Cholesky factorization. Throws if it is not positive and finite. */
export function pivotRoot(pivot: number, row: number): number {
  if (pivot > 0 && pivot < Infinity) return Math.sqrt(pivot);
  throw new StarError("INVALID_ARGUMENT", {
    message: `The matrix is not positive definite: pivot ${row} is ${pivot}.`,
    remedy: "Pass finite numbers and a larger regularization.",
  });
}
