import { mostSimilar, type Neighbor, type UnitVectors } from "./unit-vectors.js";

/** Finds the `k` rows most similar to a unit query. */
export type NeighborSearch = (query: Float64Array, k: number) => Neighbor[];

/** Compares the query with every vector: time grows with size x dimensions, nothing is missed. */
export function createExactSearch(vectors: UnitVectors): NeighborSearch {
  return (query, k) => mostSimilar(vectors, query, vectors.present, k);
}
