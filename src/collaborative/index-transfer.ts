import type { CollaborativeIndex } from "./collaborative-index.js";
import { fromParts, type IndexParts, toIndexParts } from "./index-parts.js";
import { createNeighborIndex } from "./neighbor-index.js";

/** A fitted index in a form that `postMessage` accepts. Its arrays are in shared memory and are not copied. */
export type TransferableIndex = IndexParts;

/**
 * Converts a fitted index for `postMessage` or `workerData`.
 *
 * @example
 * ```ts
 * import { fitCollaborativeIndex } from "langgraph-star";
 * import { fromTransferable, toTransferable } from "langgraph-star/collaborative";
 *
 * const sequences = [{ userId: "ann", itemIds: ["a", "b"] }];
 * const index = await fitCollaborativeIndex({ sequences, items: ["a", "b"] });
 * const message = structuredClone(toTransferable(index)); // what postMessage does
 * const copy = await fromTransferable(message);
 * console.log(copy.als.itemFactors.buffer === index.als.itemFactors.buffer); // false: another view of the same memory
 * ```
 */
export function toTransferable(index: CollaborativeIndex): TransferableIndex {
  return toIndexParts(index);
}

/**
 * Restores an index from another thread. Neighbor graphs cannot be shared, so they are built again from the same vectors and
 * seed and give the same answers.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` if the index uses hnswlib-node and it cannot be loaded.
 *
 * @example
 * ```ts
 * import { fitCollaborativeIndex } from "langgraph-star";
 * import { fromTransferable, toTransferable } from "langgraph-star/collaborative";
 *
 * const sequences = [{ userId: "ann", itemIds: ["a", "b"] }];
 * const index = await fitCollaborativeIndex({ sequences, items: ["a", "b"] });
 * const restored = await fromTransferable(toTransferable(index));
 * console.log(restored.fingerprint === index.fingerprint); // true
 * ```
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
