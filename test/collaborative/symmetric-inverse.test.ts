import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choleskyInPlace, solveCholeskyInPlace } from "../../src/collaborative/linear-algebra.js";
import { invertSymmetricInPlace } from "../../src/collaborative/symmetric-inverse.js";
import { createRandom } from "../../src/random.js";

/** Random, symmetric, with a dominant diagonal. */
function positiveMatrix(size: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      matrix[row * size + column] = matrix[column * size + row] = random() - 0.5;
    }
    matrix[row * size + row] = size;
  }
  return matrix;
}

function multiply(first: Float64Array, second: Float64Array, size: number): number[] {
  return Array.from({ length: size * size }, (_, entry) => {
    const [row, column] = [Math.floor(entry / size), entry % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += first[row * size + k]! * second[k * size + column]!;
    return sum;
  });
}

describe("invertSymmetricInPlace", () => {
  it("times the matrix is the identity", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (blocks, seed) => {
        const size = 4 * blocks;
        const matrix = positiveMatrix(size, seed);
        const inverse = matrix.slice();
        invertSymmetricInPlace(inverse, size);
        const identity = multiply(matrix, inverse, size);
        identity.forEach((value, entry) =>
          expect(value).toBeCloseTo(entry % (size + 1) === 0 ? 1 : 0, 10),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("rejects matrices that are not positive definite, and sizes that are not a multiple of the block size", () => {
    expect(() => invertSymmetricInPlace(new Float64Array(16), 4)).toThrow(/pivot 0 is 0/);
    expect(() => invertSymmetricInPlace(new Float64Array(9), 3)).toThrow(/Pad the matrix/);
  });
});

describe("solveCholeskyInPlace", () => {
  it("matches the solution by hand", () => {
    // A = [[4, 2], [2, 5]] has L = [[2, 0], [1, 2]]; A (1, 2)' = (8, 12)'
    const matrix = Float64Array.of(4, 2, 2, 5);
    const vector = Float64Array.of(8, 12);
    choleskyInPlace(matrix, 2);
    solveCholeskyInPlace(matrix, 2, vector);
    expect([matrix[0], matrix[2], matrix[3]]).toEqual([2, 1, 2]);
    expect([...vector]).toEqual([1, 2]);
  });

  it("names the pivot that is not a number", () => {
    expect(() => choleskyInPlace(Float64Array.of(4, 0, Number.NaN, 5), 2)).toThrow(
      /pivot 1 is NaN/,
    );
  });
});
