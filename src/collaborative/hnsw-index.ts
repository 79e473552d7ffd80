import { rename, rm } from "node:fs/promises";
import type { HierarchicalNSW } from "hnswlib-node";
import { createFileError } from "../file-error.js";
import { importOptional } from "../optional.js";
import { type NeighborSearch, mostSimilar, type UnitVectors } from "./unit-vectors.js";

const LINKS = 24; // M in the paper
const EF_CONSTRUCTION = 200;
const EF_SEARCH = 200;

/** A searchable HNSW graph. */
interface HnswIndex {
  readonly search: NeighborSearch;
  /** Writes the graph atomically. */
  save(path: string): Promise<void>;
}

/**
 * Builds an HNSW graph over the non-zero vectors, in one thread: equal vectors and seeds give equal answers.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` if hnswlib-node is not installed.
 * @see Malkov & Yashunin (2018), arXiv 1603.09320
 */
export async function createHnswIndex(vectors: UnitVectors, seed: number): Promise<HnswIndex> {
  const graph = await emptyGraph(vectors);
  graph.initIndex(Math.max(1, vectors.nonzeroRows.length), LINKS, EF_CONSTRUCTION, seed >>> 0);
  for (const row of vectors.nonzeroRows) {
    const start = row * vectors.dimensions;
    // The binding accepts plain arrays only.
    graph.addPoint([...vectors.values.subarray(start, start + vectors.dimensions)], row);
  }
  return toIndex(graph, vectors);
}

/** Loads a graph that {@link HnswIndex.save} wrote for the same vectors. */
export async function loadHnswIndex(vectors: UnitVectors, path: string): Promise<HnswIndex> {
  const graph = await emptyGraph(vectors);
  await graph.readIndex(path);
  return toIndex(graph, vectors);
}

/** True if hnswlib-node can be loaded. */
export async function isHnswAvailable(): Promise<boolean> {
  return import("hnswlib-node").then(
    () => true,
    () => false,
  );
}

/** The library reports no error of the disk when it writes, but checks the file's length when it reads. */
async function assertComplete(
  vectors: UnitVectors,
  { path, temporary }: { readonly path: string; readonly temporary: string },
): Promise<void> {
  const graph = await emptyGraph(vectors);
  await graph.readIndex(temporary).catch((cause: unknown) => {
    const reason = "it could not be written completely; the disk may be full";
    throw createFileError({ path, errno: "EIO", action: "write", reason, cause });
  });
}

async function emptyGraph({ dimensions }: UnitVectors): Promise<HierarchicalNSW> {
  const { default: hnsw } = await importOptional(
    "hnswlib-node",
    "Approximate nearest-neighbor search",
    () => import("hnswlib-node"),
  );
  return new hnsw.HierarchicalNSW("cosine", dimensions);
}

function toIndex(graph: HierarchicalNSW, vectors: UnitVectors): HnswIndex {
  graph.setEf(EF_SEARCH);
  return {
    search(query, k) {
      // The graph computes in single precision and breaks ties arbitrarily, so its results are sorted again exactly.
      const count = Math.min(vectors.nonzeroRows.length, Math.max(k, EF_SEARCH));
      if (count === 0) return [];
      const { neighbors } = graph.searchKnn([...query], count);
      return mostSimilar(vectors, query, neighbors, k);
    },
    async save(path) {
      const temporary = `${path}.${process.pid}.partial`;
      try {
        await graph.writeIndex(temporary);
        await assertComplete(vectors, { path, temporary });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}
