import { StarError } from "../errors.js";

/**
 * Cholesky factor of a symmetric positive definite matrix: A = L L'.
 *
 * @param matrix - size x size, row by row. The lower triangle is read and overwritten by L; what lies above is left alone.
 * @throws {StarError} `INVALID_ARGUMENT` when the matrix is not positive definite or holds a value that is not finite.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let column = 0; column < row; column++) {
      const other = column * size;
      const rest = (matrix[start + column] as number) - dotRows(matrix, start, other, 0, column);
      matrix[start + column] = rest / (matrix[other + column] as number);
    }
    const pivot = (matrix[start + row] as number) - dotRows(matrix, start, start, 0, row);
    if (!(pivot > 0 && pivot < Infinity)) throw notPositive(row, pivot);
    matrix[start + row] = Math.sqrt(pivot);
  }
}

/** Solves L L' x = b in place, L from {@link choleskyInPlace}. */
export function solveCholeskyInPlace(factor: Float64Array, size: number, vector: Float64Array) {
  for (let row = 0; row < size; row++) {
    let rest = vector[row] as number;
    for (let k = 0; k < row; k++) {
      rest -= (factor[row * size + k] as number) * (vector[k] as number);
    }
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

/**
 * Inverts a symmetric positive definite matrix in place (both triangles of the result are filled).
 * Takes size^3 / 2 multiplications, every inner loop over two contiguous rows.
 *
 * @param matrix - size x size; the lower triangle is read.
 * @throws {StarError} `INVALID_ARGUMENT` when the matrix is not positive definite.
 */
export function invertSymmetricInPlace(matrix: Float64Array, size: number): void {
  choleskyInPlace(matrix, size);
  invertFactorIntoUpper(matrix, size);
  // A^-1 = U U' with U = (L^-1)', whose row r is zero left of r: entry (r, c) is a product of rows from max(r, c) on.
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const sum = dotRows(matrix, row * size, column * size, column, size);
      matrix[row * size + column] = sum;
    }
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      matrix[row * size + column] = matrix[column * size + row] as number;
    }
  }
}

/** Puts U = (L^-1)' on and above the diagonal; L's strict lower triangle stays. */
function invertFactorIntoUpper(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    matrix[row * size + row] = 1 / (matrix[row * size + row] as number);
  }
  // L X = 1, solved for row c of X' = U: x_r = -(L_r . x) / L_rr, where x is contiguous in U's row c.
  for (let column = 0; column < size; column++) {
    const start = column * size;
    for (let row = column + 1; row < size; row++) {
      const sum = dotRows(matrix, row * size, start, column, row);
      matrix[start + row] = -sum * (matrix[row * size + row] as number);
    }
  }
}

/** Product of two rows over the columns `from` to `to - 1`. */
function dotRows(
  matrix: Float64Array,
  first: number,
  second: number,
  from: number,
  to: number,
): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = from;
  // Four sums, so that one addition need not wait for the one before it.
  for (; k + 3 < to; k += 4) {
    a += (matrix[first + k] as number) * (matrix[second + k] as number);
    b += (matrix[first + k + 1] as number) * (matrix[second + k + 1] as number);
    c += (matrix[first + k + 2] as number) * (matrix[second + k + 2] as number);
    d += (matrix[first + k + 3] as number) * (matrix[second + k + 3] as number);
  }
  for (; k < to; k++) a += (matrix[first + k] as number) * (matrix[second + k] as number);
  return a + b + c + d;
}

function notPositive(row: number, pivot: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The matrix is not positive definite: pivot ${row} is ${pivot}.`,
    remedy: "Pass finite numbers and a positive regularization.",
  });
}
