import type { CollaborativeIndex } from "./collaborative-index.js";
import { fromParts, type IndexParts, toParts } from "./index-parts.js";
import { createNeighborIndex } from "./neighbor-index.js";

/** A fitted index in a form that `postMessage` takes: its numbers lie in shared memory and are not copied. */
export type TransferableIndex = IndexParts;

/** Prepares a fitted index for other threads. */
export function toTransferable(index: CollaborativeIndex): TransferableIndex {
  return toParts(index);
}

/**
 * Takes a fitted index over from another thread. The neighbor graphs cannot be shared: they are built again from the same
 * vectors and seed, which gives the same answers.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when the index uses hnswlib-node and it cannot be loaded here.
 */
export async function fromTransferable(data: TransferableIndex): Promise<CollaborativeIndex> {
  return fromParts(data, await createNeighborIndexes(data));
}

async function createNeighborIndexes({ header: { options }, arrays }: IndexParts) {
  const shared = {
    dimensions: options.als.factors,
    seed: options.seed,
    backend: options.backend,
  };
  return {
    itemNeighbors: await createNeighborIndex({ ...shared, vectors: arrays.itemFactors }),
    userNeighbors: await createNeighborIndex({ ...shared, vectors: arrays.userFactors }),
  };
}
