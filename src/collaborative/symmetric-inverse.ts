import { StarError } from "../errors.js";
import { pivotRoot } from "./linear-algebra.js";

/** Rows are processed in blocks of four, so that every number loaded is used in four products. */
export const BLOCK = 4;

/**
 * Inverts a symmetric positive definite matrix in place, in size^3 / 2 multiplications.
 *
 * @param matrix - size x size, row-major. The lower triangle is read; both triangles of the result are written.
 * @param size - A multiple of {@link BLOCK}; pad with rows and columns of zeros and a positive diagonal.
 * @throws {StarError} `INVALID_ARGUMENT` if the matrix is not positive definite or the size is not a multiple of {@link BLOCK}.
 */
export function invertSymmetricInPlace(matrix: Float64Array, size: number): void {
  if (size % BLOCK !== 0) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `size is ${size}, which is not a multiple of ${BLOCK}.`,
      remedy: "Pad the matrix with a positive diagonal.",
    });
  }
  factorize(matrix, size);
  invertFactor(matrix, size);
  multiplyFactors(matrix, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      matrix[row * size + column] = matrix[column * size + row] as number;
    }
  }
}

/** Cholesky factorization A = L L'; L overwrites the lower triangle. */
function factorize(matrix: Float64Array, size: number): void {
  const tile = new Float64Array(BLOCK * BLOCK);
  for (let top = 0; top < size; top += BLOCK) {
    for (let left = 0; left <= top; left += BLOCK) {
      multiplyBlocks(matrix, size, top, left, 0, left, tile);
      for (let row = top; row < top + BLOCK; row++) {
        for (let column = left; column < left + BLOCK && column <= row; column++) {
          const known =
            (tile[(row - top) * BLOCK + column - left] as number) +
            dotRows(matrix, size, row, column, left, column);
          const rest = (matrix[row * size + column] as number) - known;
          matrix[row * size + column] =
            row === column
              ? pivotRoot(rest, row)
              : rest / (matrix[column * size + column] as number);
        }
      }
    }
  }
}

/** Computes U = (L^-1)', which overwrites the upper triangle and the diagonal; L stays below the diagonal. */
function invertFactor(matrix: Float64Array, size: number): void {
  const tile = new Float64Array(BLOCK * BLOCK);
  for (let row = 0; row < size; row++) {
    matrix[row * size + row] = 1 / (matrix[row * size + row] as number);
  }
  // L U' = 1: the product of L's row r with U's row c over columns c to r is zero, which gives U[c][r].
  for (let left = 0; left < size; left += BLOCK) {
    const inner = left + BLOCK;
    for (let top = left; top < size; top += BLOCK) {
      multiplyBlocks(matrix, size, top, left, inner, top, tile);
      for (let column = left; column < inner; column++) {
        for (let row = Math.max(top, column + 1); row < top + BLOCK; row++) {
          const sum =
            (tile[(row - top) * BLOCK + column - left] as number) +
            dotRows(matrix, size, row, column, column, Math.min(inner, row)) +
            dotRows(matrix, size, row, column, Math.max(inner, top), row);
          matrix[column * size + row] = -sum * (matrix[row * size + row] as number);
        }
      }
    }
  }
}

/** Computes A^-1 = U U', which overwrites U. Entry (r, c) needs only columns from c on, so it is no longer needed when it is overwritten. */
function multiplyFactors(matrix: Float64Array, size: number): void {
  const tile = new Float64Array(BLOCK * BLOCK);
  for (let top = 0; top < size; top += BLOCK) {
    for (let left = top; left < size; left += BLOCK) {
      const inner = left + BLOCK;
      multiplyBlocks(matrix, size, top, left, inner, size, tile);
      for (let row = top; row < top + BLOCK; row++) {
        for (let column = Math.max(left, row); column < inner; column++) {
          const sum = tile[(row - top) * BLOCK + column - left] as number;
          matrix[row * size + column] = sum + dotRows(matrix, size, row, column, column, inner);
        }
      }
    }
  }
}

/** Inner product of two rows over the columns `from` to `to - 1`. */
function dotRows(
  matrix: Float64Array,
  size: number,
  first: number,
  second: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let k = from; k < to; k++) {
    sum += (matrix[first * size + k] as number) * (matrix[second * size + k] as number);
  }
  return sum;
}

/** Inner products of four rows from `top` with four rows from `left`, over the columns `from` to `to - 1`. */
function multiplyBlocks(
  matrix: Float64Array,
  size: number,
  top: number,
  left: number,
  from: number,
  to: number,
  tile: Float64Array,
): void {
  for (let pair = 0; pair < BLOCK; pair += 2) {
    multiplyPair(matrix, size, (top + pair) * size, left * size, from, to, tile, pair * BLOCK);
  }
}

/**
 * Inner products of two rows with four: the eight sums fit into the processor's registers.
 * The two rows of the matrix m start at p and q, the four at a, b, c and d.
 */
function multiplyPair(
  m: Float64Array,
  size: number,
  p: number,
  a: number,
  from: number,
  to: number,
  tile: Float64Array,
  tileStart: number,
): void {
  const [q, b, c, d] = [p + size, a + size, a + 2 * size, a + 3 * size];
  let [pa, pb, pc, pd, qa, qb, qc, qd] = [0, 0, 0, 0, 0, 0, 0, 0];
  // Destructuring in this loop would triple the time.
  for (let k = from; k < to; k++) {
    const mp = m[p + k] as number;
    const mq = m[q + k] as number;
    const ma = m[a + k] as number;
    pa += mp * ma;
    qa += mq * ma;
    const mb = m[b + k] as number;
    pb += mp * mb;
    qb += mq * mb;
    const mc = m[c + k] as number;
    pc += mp * mc;
    qc += mq * mc;
    const md = m[d + k] as number;
    pd += mp * md;
    qd += mq * md;
  }
  tile.set([pa, pb, pc, pd, qa, qb, qc, qd], tileStart);
}
