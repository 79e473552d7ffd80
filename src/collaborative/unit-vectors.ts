import { StarError } from "../errors.js";

/** One hit of a search. */
export interface Neighbor {
  /** Row of the vector found. */
  readonly index: number;
  /** Cosine similarity to the query, in [-1, 1]. */
  readonly similarity: number;
}

/** Vectors scaled to length 1. The direction of a zero vector is undefined: it stays zero and is nobody's neighbor. */
export interface UnitVectors {
  readonly size: number;
  readonly dimensions: number;
  /** size x dimensions, row by row. */
  readonly values: Float64Array;
  /** Rows that have a direction, ascending. */
  readonly present: readonly number[];
}

/**
 * Scales every row to length 1.
 *
 * @param vectors - size x dimensions, row by row.
 * @throws {StarError} `INVALID_ARGUMENT` when a value is not finite or the rows do not come out even.
 */
export function toUnitVectors(vectors: ArrayLike<number>, dimensions: number): UnitVectors {
  const size = vectors.length / dimensions;
  if (!Number.isInteger(size)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `${vectors.length} values do not make rows of ${dimensions}.`,
      remedy: "Pass size x dimensions values.",
    });
  }
  const values = Float64Array.from(vectors);
  const present: number[] = [];
  for (let row = 0; row < size; row++) {
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions);
    if (scaleToUnit(vector, `row ${row}`)) present.push(row);
  }
  return { size, dimensions, values, present };
}

/** Scales a vector in place; false when it is zero and stays so. */
export function scaleToUnit(vector: Float64Array, place: string): boolean {
  // Dividing by the largest value first keeps the squares from under- and overflowing.
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The vector of ${place} holds a value that is not finite.`,
      remedy: "Pass finite numbers.",
    });
  }
  if (largest === 0) return false;
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  vector.forEach((value, position) => (vector[position] = value / largest / norm));
  return true;
}

/** The `k` of the given rows most similar to a unit query: descending similarity, ties by row. */
export function mostSimilar(
  { values, dimensions }: UnitVectors,
  query: Float64Array,
  rows: readonly number[],
  k: number,
): Neighbor[] {
  return rows
    .map((index) => ({ index, similarity: dot(values, index * dimensions, query) }))
    .sort((first, second) => second.similarity - first.similarity || first.index - second.index)
    .slice(0, k);
}

function dot(values: Float64Array, start: number, query: Float64Array): number {
  let sum = 0;
  for (let position = 0; position < query.length; position++) {
    sum += (values[start + position] as number) * (query[position] as number);
  }
  return sum;
}
