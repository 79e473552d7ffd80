import type { CollaborativeIndex } from "./collaborative-index.js";
import { fromParts, type IndexParts, toIndexParts } from "./index-parts.js";
import { createNeighborIndex, loadNeighborIndex } from "./neighbor-index.js";

/** A fitted index in a form that `postMessage` accepts. Its arrays are in shared memory and are not copied. */
export interface TransferableIndex extends IndexParts {
  /** Files of the neighbor graphs, if the index was loaded. */
  readonly graphs: { readonly items?: string | undefined; readonly users?: string | undefined };
}

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
  const { itemNeighbors, userNeighbors } = index;
  return {
    ...toIndexParts(index),
    graphs: { items: itemNeighbors.path, users: userNeighbors.path },
  };
}

/**
 * Restores an index from another thread. Neighbor graphs cannot be shared: those of a saved index are read from its files, others
 * are built again from the same vectors and seed and give the same answers.
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

async function createNeighborIndexes({ header: { options }, arrays, graphs }: TransferableIndex) {
  const create = (vectors: Float64Array, path: string | undefined) => {
    const shared = { vectors, dimensions: options.als.factors };
    const build = () =>
      createNeighborIndex({ ...shared, seed: options.seed, backend: options.backend });
    // The file may be gone since it was loaded.
    return path === undefined ? build() : loadNeighborIndex({ ...shared, path }).catch(build);
  };
  return {
    itemNeighbors: await create(arrays.itemFactors, graphs.items),
    userNeighbors: await create(arrays.userFactors, graphs.users),
  };
}
