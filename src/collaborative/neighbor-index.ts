import { StarError } from "../errors.js";
import { createExactSearch, type NeighborSearch } from "./exact-index.js";
import { createHnswIndex, isHnswAvailable, loadHnswIndex } from "./hnsw-index.js";
import { type Neighbor, scaleToUnit, toUnitVectors } from "./unit-vectors.js";

export type { Neighbor } from "./unit-vectors.js";

/** `hnsw`: approximate, by a graph (hnswlib-node). `exact`: compares with every vector. */
export type NeighborBackend = "hnsw" | "exact";

/** Finds the vectors that point the same way. The same vectors and seed give the same answers. */
export interface NeighborIndex {
  /** Number of vectors, zero vectors included. */
  readonly size: number;
  readonly dimensions: number;
  readonly backend: NeighborBackend;
  /**
   * @param vector - The query, `dimensions` values; a zero vector has no neighbors.
   * @param k - How many; clamped to what there is.
   * @param options - `exclude`: a row that is left out, such as the query's own.
   * @returns At most `k` rows, descending cosine similarity, ties by row; zero vectors never.
   * @throws {StarError} `INVALID_ARGUMENT` when the query has another length or a value that is not finite.
   */
  search(vector: ArrayLike<number>, k: number, options?: { readonly exclude?: number }): Neighbor[];
  /** Writes the graph, whole or not at all. An exact index has nothing beyond its vectors and writes nothing. */
  save(path: string): Promise<void>;
}

export interface NeighborIndexOptions {
  /** size x dimensions, row by row. */
  readonly vectors: ArrayLike<number>;
  readonly dimensions: number;
  /** Decides the graph's levels. */
  readonly seed: number;
  /** Default: `hnsw` where hnswlib-node can be loaded, else `exact`. */
  readonly backend?: NeighborBackend | undefined;
  /** Gets one line when exact search takes over because hnswlib-node is missing. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Indexes vectors for nearest-neighbor search by cosine similarity.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when `hnsw` is asked for by name and hnswlib-node is missing.
 * @throws {StarError} `INVALID_ARGUMENT` when a value is not finite.
 */
export async function createNeighborIndex({
  vectors,
  dimensions,
  seed,
  backend,
  onNotice,
}: NeighborIndexOptions): Promise<NeighborIndex> {
  const unit = toUnitVectors(vectors, dimensions);
  if ((await chooseBackend(backend, onNotice)) === "exact") {
    return { ...wrap(unit, createExactSearch(unit)), backend: "exact", save: async () => {} };
  }
  const { search, save } = await createHnswIndex(unit, seed);
  return { ...wrap(unit, search), backend: "hnsw", save };
}

/** The counterpart of {@link NeighborIndex.save} for a graph: the same vectors with the links read from `path`. */
export async function loadNeighborIndex({
  vectors,
  dimensions,
  path,
}: {
  readonly vectors: ArrayLike<number>;
  readonly dimensions: number;
  readonly path: string;
}): Promise<NeighborIndex> {
  const unit = toUnitVectors(vectors, dimensions);
  const { search, save } = await loadHnswIndex(unit, path);
  return { ...wrap(unit, search), backend: "hnsw", save };
}

/** The backend that will be used: the one asked for, else the best that can be loaded. */
export async function chooseBackend(
  backend?: NeighborBackend,
  onNotice?: (notice: string) => void,
): Promise<NeighborBackend> {
  if (backend !== undefined) return backend;
  if (await isHnswAvailable()) return "hnsw";
  onNotice?.("hnswlib-node cannot be loaded: neighbors are found by exact search.");
  return "exact";
}

function wrap(unit: { size: number; dimensions: number }, search: NeighborSearch) {
  const { size, dimensions } = unit;
  return {
    size,
    dimensions,
    search(vector: ArrayLike<number>, k: number, { exclude }: { readonly exclude?: number } = {}) {
      if (vector.length !== dimensions) throw wrongLength(vector.length, dimensions);
      const query = Float64Array.from(vector);
      if (!scaleToUnit(query, "the query")) return [];
      const found = search(query, k + (exclude === undefined ? 0 : 1));
      return found.filter(({ index }) => index !== exclude).slice(0, k);
    },
  };
}

function wrongLength(length: number, dimensions: number): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The query has ${length} values, the index ${dimensions} dimensions.`,
    remedy: `Pass ${dimensions} values.`,
  });
}
