import { choleskyInPlace, dotRange, solveCholeskyInPlace } from "./linear-algebra.js";

/** Squared residual below which the solver stops: far below rounding errors, and dividing by it would overflow. */
const CONVERGED = 1e-200;

/** The factors of all users or of all items, which stay fixed while those of the items or users are solved for. */
export interface FixedFactors {
  /** rows x factors. */
  readonly factors: Float64Array;
  readonly dimensions: number;
  /** Y'Y + regularization I, dimensions x dimensions. */
  readonly gram: Float64Array;
  /** Confidence is 1 + alpha for an interaction and 1 for a missing one. */
  readonly alpha: number;
}

/** Precomputes what the equations of all rows to solve for have in common. */
export function fixFactors(
  factors: Float64Array,
  dimensions: number,
  { alpha, regularization }: { readonly alpha: number; readonly regularization: number },
): FixedFactors {
  const gram = new Float64Array(dimensions * dimensions);
  for (let start = 0; start < factors.length; start += dimensions) {
    addOuterProduct(gram, factors, start, dimensions, 1);
  }
  for (let row = 0; row < dimensions; row++) {
    gram[row * dimensions + row] = (gram[row * dimensions + row] as number) + regularization;
    for (let column = 0; column < row; column++) {
      gram[column * dimensions + row] = gram[row * dimensions + column] as number;
    }
  }
  return { factors, dimensions, gram, alpha };
}

/**
 * Solves for the factors of one row exactly: A x = b with A = Y'Y + lambda I + alpha sum y y' and b = (1 + alpha) sum y,
 * where both sums run over the observed columns. Without observed columns the result is zero.
 *
 * @see Hu, Koren & Volinsky (2008), equation 4, https://doi.org/10.1109/ICDM.2008.22
 */
export function solveExactly(fixed: FixedFactors, observed: ArrayLike<number>): Float64Array {
  const { dimensions, factors, alpha } = fixed;
  const normal = fixed.gram.slice();
  for (let index = 0; index < observed.length; index++) {
    addOuterProduct(normal, factors, (observed[index] as number) * dimensions, dimensions, alpha);
  }
  const solution = rightHandSide(fixed, observed);
  choleskyInPlace(normal, dimensions);
  solveCholeskyInPlace(normal, dimensions, solution);
  return solution;
}

/**
 * Improves the factors of one row in place by a few steps of conjugate gradients on the equations of {@link solveExactly}.
 *
 * @see Takács, Pilászy & Tikk (2011), https://doi.org/10.1145/2043932.2043987
 */
export function improveByConjugateGradients(
  fixed: FixedFactors,
  observed: ArrayLike<number>,
  solution: Float64Array,
  steps: number,
): void {
  const residual = rightHandSide(fixed, observed);
  const product = new Float64Array(fixed.dimensions);
  applyNormalMatrix(fixed, observed, solution, product);
  addScaled(residual, product, -1);
  const direction = residual.slice();
  let error = dot(residual, residual);
  for (let step = 0; step < steps && error > CONVERGED; step++) {
    applyNormalMatrix(fixed, observed, direction, product);
    const stride = error / dot(direction, product);
    addScaled(solution, direction, stride);
    addScaled(residual, product, -stride);
    const remaining = dot(residual, residual);
    for (let k = 0; k < direction.length; k++) {
      direction[k] = (residual[k] as number) + (remaining / error) * (direction[k] as number);
    }
    error = remaining;
  }
}

function rightHandSide({ factors, dimensions, alpha }: FixedFactors, observed: ArrayLike<number>) {
  const right = new Float64Array(dimensions);
  for (let index = 0; index < observed.length; index++) {
    const start = (observed[index] as number) * dimensions;
    for (let k = 0; k < dimensions; k++) {
      right[k] = (right[k] as number) + (1 + alpha) * (factors[start + k] as number);
    }
  }
  return right;
}

/** Computes product = (Y'Y + lambda I) v + alpha sum (y . v) y. */
function applyNormalMatrix(
  { factors, dimensions, gram, alpha }: FixedFactors,
  observed: ArrayLike<number>,
  vector: Float64Array,
  product: Float64Array,
): void {
  for (let row = 0; row < dimensions; row++) {
    product[row] = dotRange(gram, row * dimensions, vector, 0, dimensions);
  }
  for (let index = 0; index < observed.length; index++) {
    const start = (observed[index] as number) * dimensions;
    const weight = alpha * dotRange(factors, start, vector, 0, dimensions);
    for (let k = 0; k < dimensions; k++) {
      product[k] = (product[k] as number) + weight * (factors[start + k] as number);
    }
  }
}

function dot(first: Float64Array, second: Float64Array): number {
  return dotRange(first, 0, second, 0, first.length);
}

function addScaled(sums: Float64Array, values: Float64Array, scale: number): void {
  for (let k = 0; k < sums.length; k++) {
    sums[k] = (sums[k] as number) + scale * (values[k] as number);
  }
}

/** Adds `scale y y'` to the lower triangle, where y is the row that starts at `start`. */
function addOuterProduct(
  sums: Float64Array,
  factors: Float64Array,
  start: number,
  size: number,
  scale: number,
): void {
  for (let row = 0; row < size; row++) {
    const value = scale * (factors[start + row] as number);
    for (let column = 0; column <= row; column++) {
      sums[row * size + column] =
        (sums[row * size + column] as number) + value * (factors[start + column] as number);
    }
  }
}
