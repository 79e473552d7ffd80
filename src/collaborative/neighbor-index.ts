import { StarError } from "../errors.js";
import { createHnswIndex, isHnswAvailable, loadHnswIndex } from "./hnsw-index.js";
import {
  createExactSearch,
  type NeighborSearch,
  type Neighbor,
  scaleToUnit,
  toUnitVectors,
} from "./unit-vectors.js";

export type { Neighbor } from "./unit-vectors.js";

/** Search method: `hnsw` (approximate, hnswlib-node) or `exact` (compares the query with all vectors). */
export type NeighborBackend = "hnsw" | "exact";

/** Nearest-neighbor search by cosine similarity. Equal vectors and seeds give equal answers. */
export interface NeighborIndex {
  /** Number of vectors, zero vectors included. */
  readonly size: number;
  readonly dimensions: number;
  readonly backend: NeighborBackend;
  /** File that the graph was loaded from; undefined for one that was built. */
  readonly path?: string;
  /**
   * Finds the nearest rows.
   *
   * @param vector - The query, `dimensions` values. A zero vector has no neighbors.
   * @param k - Maximum number of results.
   * @param options - `exclude`: a row to leave out, such as that of the query.
   * @returns At most `k` rows by descending cosine similarity, ties by row; never zero vectors.
   * @throws {StarError} `INVALID_ARGUMENT` if the query has another length or a value that is not finite.
   */
  search(vector: ArrayLike<number>, k: number, options?: { readonly exclude?: number }): Neighbor[];
  /** Writes the graph atomically. An exact index has no graph and writes nothing. */
  save(path: string): Promise<void>;
}

/** Options of {@link createNeighborIndex}. */
interface NeighborIndexOptions {
  /** size x dimensions, row by row. */
  readonly vectors: ArrayLike<number>;
  readonly dimensions: number;
  /** Seed of the graph's levels. */
  readonly seed: number;
  /** Default: `hnsw` if hnswlib-node can be loaded, else `exact`. */
  readonly backend?: NeighborBackend | undefined;
  /** Called with one line if exact search is used because hnswlib-node is missing. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Creates an index for nearest-neighbor search by cosine similarity.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` if `backend` is `hnsw` and hnswlib-node is missing.
 * @throws {StarError} `INVALID_ARGUMENT` if a value is not finite.
 */
export async function createNeighborIndex({
  vectors,
  dimensions,
  seed,
  backend,
  onNotice,
}: NeighborIndexOptions): Promise<NeighborIndex> {
  const unit = toUnitVectors(vectors, dimensions);
  if ((await resolveBackend(backend, onNotice)) === "exact") {
    return { ...withChecks(unit, createExactSearch(unit)), backend: "exact", save: async () => {} };
  }
  const { search, save } = await createHnswIndex(unit, seed);
  return { ...withChecks(unit, search), backend: "hnsw", save };
}

/** Loads an index from its vectors and the graph that {@link NeighborIndex.save} wrote. */
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
  return { ...withChecks(unit, search), backend: "hnsw", path, save };
}

/** The backend to use: the given one, else the best that can be loaded. */
export async function resolveBackend(
  backend?: NeighborBackend,
  onNotice?: (notice: string) => void,
): Promise<NeighborBackend> {
  if (backend !== undefined) return backend;
  if (await isHnswAvailable()) return "hnsw";
  onNotice?.("hnswlib-node cannot be loaded: using exact neighbor search.");
  return "exact";
}

/** Extends a search over unit vectors: checks the query, and can exclude a row. */
function withChecks(unit: { size: number; dimensions: number }, search: NeighborSearch) {
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
    message: `The query has ${length} values, but the index has ${dimensions} dimensions.`,
    remedy: `Pass ${dimensions} values.`,
  });
}
