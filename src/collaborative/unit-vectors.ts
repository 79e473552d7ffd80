import { StarError } from "../errors.js";

/** One result of a search. */
export interface Neighbor {
  /** Row of the vector. */
  readonly index: number;
  /** Cosine similarity to the query, in [-1, 1]. */
  readonly similarity: number;
}

/** Vectors scaled to length 1. Zero vectors stay zero and are never found. */
export interface UnitVectors {
  readonly size: number;
  readonly dimensions: number;
  /** size x dimensions, row-major. */
  readonly values: Float64Array;
  /** Rows of non-zero vectors, ascending. */
  readonly nonzeroRows: readonly number[];
}

/** Finds the `k` rows that are most similar to a unit query. */
export type NeighborSearch = (query: Float64Array, k: number) => Neighbor[];

/**
 * Scales every row to length 1.
 *
 * @param vectors - size x dimensions, row-major.
 * @throws {StarError} `INVALID_ARGUMENT` if a value is not finite or the number of values is not a multiple of `dimensions`.
 */
export function toUnitVectors(vectors: ArrayLike<number>, dimensions: number): UnitVectors {
  const size = vectors.length / dimensions;
  if (!Number.isInteger(size)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `${vectors.length} values do not form rows of ${dimensions}.`,
      remedy: "Pass size x dimensions values.",
    });
  }
  const values = Float64Array.from(vectors);
  const nonzeroRows: number[] = [];
  for (let row = 0; row < size; row++) {
    const vector = values.subarray(row * dimensions, (row + 1) * dimensions);
    if (scaleToUnit(vector, `row ${row}`)) nonzeroRows.push(row);
  }
  return { size, dimensions, values, nonzeroRows };
}

/** Scales a vector in place to length 1; returns false for a zero vector. */
export function scaleToUnit(vector: Float64Array, name: string): boolean {
  // Dividing by the largest value first avoids underflow and overflow of the squares.
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest)) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `The vector of ${name} has a value that is not finite.`,
      remedy: "Pass finite numbers.",
    });
  }
  if (largest === 0) return false;
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + (value / largest) ** 2, 0));
  vector.forEach((value, position) => (vector[position] = value / largest / norm));
  return true;
}

/** Creates a search that compares the query with all vectors. */
export function createExactSearch(vectors: UnitVectors): NeighborSearch {
  return (query, k) => mostSimilar(vectors, query, vectors.nonzeroRows, k);
}

/** The `k` of the given rows that are most similar to a unit query: descending similarity, ties by row. */
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
