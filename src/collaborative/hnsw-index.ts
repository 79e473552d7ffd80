import { rename, rm } from "node:fs/promises";
import type { HierarchicalNSW } from "hnswlib-node";
import { importOptional } from "../optional.js";
import type { NeighborSearch } from "./exact-index.js";
import { mostSimilar, type UnitVectors } from "./unit-vectors.js";

/** Links a vector keeps in the graph (M), and how broadly building and searching look around (ef). */
const LINKS = 24;
const BUILD_BREADTH = 200;
const SEARCH_BREADTH = 200;

/** A graph to search in, and a way to keep it. */
export interface HnswIndex {
  readonly search: NeighborSearch;
  save(path: string): Promise<void>;
}

/**
 * Builds a navigable small-world graph over the vectors that have a direction. One thread and a seed: the same vectors
 * give the same graph and the same answers.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when hnswlib-node is not installed.
 * @see Malkov & Yashunin (2018), arXiv 1603.09320
 */
export async function createHnswIndex(vectors: UnitVectors, seed: number): Promise<HnswIndex> {
  const graph = await emptyGraph(vectors);
  graph.initIndex(Math.max(1, vectors.present.length), LINKS, BUILD_BREADTH, seed >>> 0);
  for (const row of vectors.present) {
    const start = row * vectors.dimensions;
    // The binding takes plain arrays only.
    graph.addPoint([...vectors.values.subarray(start, start + vectors.dimensions)], row);
  }
  return searchable(graph, vectors);
}

/** Reads a graph that {@link HnswIndex.save} wrote over the same vectors. */
export async function loadHnswIndex(vectors: UnitVectors, path: string): Promise<HnswIndex> {
  const graph = await emptyGraph(vectors);
  await graph.readIndex(path);
  return searchable(graph, vectors);
}

/** True when hnswlib-node can be loaded. */
export async function isHnswAvailable(): Promise<boolean> {
  return import("hnswlib-node").then(
    () => true,
    () => false,
  );
}

async function emptyGraph({ dimensions }: UnitVectors): Promise<HierarchicalNSW> {
  const { default: hnsw } = await importOptional(
    "hnswlib-node",
    "Approximate nearest-neighbor search",
    () => import("hnswlib-node"),
  );
  // Unit vectors: the inner product is the cosine.
  return new hnsw.HierarchicalNSW("cosine", dimensions);
}

function searchable(graph: HierarchicalNSW, vectors: UnitVectors): HnswIndex {
  graph.setEf(SEARCH_BREADTH);
  return {
    search(query, k) {
      // The graph measures in single precision and in no fixed order of ties: take all it looked at and order exactly.
      const breadth = Math.min(vectors.present.length, Math.max(k, SEARCH_BREADTH));
      if (breadth === 0) return [];
      const { neighbors } = graph.searchKnn([...query], breadth);
      return mostSimilar(vectors, query, neighbors, k);
    },
    async save(path) {
      const temporary = `${path}.${process.pid}.partial`;
      try {
        await graph.writeIndex(temporary);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}
