import type { ItemId } from "../types.js";
import { ALS_DEFAULTS, type AlsModel, type AlsOptions } from "./als.js";
import { type CoOccurrence, fitCoOccurrence } from "./co-occurrence.js";
import { EASE_DEFAULTS, type EaseModel, type EaseOptions } from "./ease.js";
import { fingerprintOf } from "./index-fingerprint.js";
import { createInteractionMatrix, type InteractionMatrix } from "./interaction-matrix.js";
import type { ItemSequence } from "./item-sequences.js";
import {
  resolveBackend,
  createNeighborIndex,
  type NeighborBackend,
  type NeighborIndex,
} from "./neighbor-index.js";
import { fitSoonAfter, type SoonAfter } from "./soon-after.js";

/** Options of {@link fitCollaborativeIndex}. */
export interface CollaborativeOptions {
  /** Seed of the initial ALS factors and of the neighbor graphs. Default 0. */
  readonly seed?: number;
  /** Number of positions that count as "soon after". Default 5. */
  readonly soonAfterWindow?: number;
  readonly ease?: EaseOptions;
  readonly als?: Omit<AlsOptions, "seed">;
  /** Default: `hnsw` if hnswlib-node can be loaded, else `exact`. */
  readonly backend?: NeighborBackend;
}

/** {@link CollaborativeOptions} with every default filled in. */
interface ResolvedCollaborativeOptions {
  readonly seed: number;
  readonly soonAfterWindow: number;
  readonly ease: Required<EaseOptions>;
  readonly als: Required<Omit<AlsOptions, "seed">>;
  readonly backend: NeighborBackend;
}

/** All models and counts fitted on the interactions that one split may use. */
export interface CollaborativeIndex {
  /** SHA-256 over the interactions in order, the catalog and the options. Equal fingerprints mean equal answers. */
  readonly fingerprint: string;
  readonly options: ResolvedCollaborativeOptions;
  readonly matrix: InteractionMatrix;
  readonly coOccurrence: CoOccurrence;
  readonly soonAfter: SoonAfter;
  /** Null if the catalog is larger than `options.ease.maxItems`. */
  readonly ease: EaseModel | null;
  readonly als: AlsModel;
  /** Nearest items by ALS factors; rows are item indexes. */
  readonly itemNeighbors: NeighborIndex;
  /** Nearest users by ALS factors; rows are user indexes. */
  readonly userNeighbors: NeighborIndex;
}

/** Input of {@link fitCollaborativeIndex}. */
export interface CollaborativeInput {
  /** One entry per user, oldest first; only interactions that the split may use (see `fitInteractions`). */
  readonly sequences: readonly ItemSequence[];
  /** Item IDs of the whole catalog; their order determines the item indexes. */
  readonly items: Iterable<ItemId>;
  readonly options?: CollaborativeOptions;
  /** Called with one line if exact neighbor search is used because hnswlib-node is missing. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Fits the index behind tools, evidence and baselines: interaction matrix, co-occurrence counts, EASE, ALS and neighbors.
 *
 * @throws {StarError} `UNKNOWN_ITEM`, `INVALID_ARGUMENT` from {@link createInteractionMatrix} and `fitAls`.
 *
 * @example
 * ```ts
 * import { fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 *
 * const sizes = { users: 40, items: 60, interactions: 400 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test"); // without the test targets
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * console.log(index.matrix.users.length, index.matrix.items.length); // 40 60
 * ```
 */
export async function fitCollaborativeIndex({
  sequences,
  items,
  options,
  onNotice,
}: CollaborativeInput): Promise<CollaborativeIndex> {
  const resolved = await resolveOptions(options, onNotice);
  const [{ fitAls }, { fitEase }] = await Promise.all([
    import("./fit-als.js"),
    import("./fit-ease.js"),
  ]);
  const matrix = createInteractionMatrix({ sequences, items });
  const als = fitAls(matrix, { ...resolved.als, seed: resolved.seed });
  const shared = { dimensions: als.factors, seed: resolved.seed, backend: resolved.backend };
  return {
    fingerprint: fingerprintOf(matrix, resolved),
    options: resolved,
    matrix,
    coOccurrence: fitCoOccurrence(matrix),
    soonAfter: fitSoonAfter(matrix, { window: resolved.soonAfterWindow }),
    ease: matrix.items.length > resolved.ease.maxItems ? null : fitEase(matrix, resolved.ease),
    als,
    itemNeighbors: await createNeighborIndex({ ...shared, vectors: als.itemFactors }),
    userNeighbors: await createNeighborIndex({ ...shared, vectors: als.userFactors }),
  };
}

/**
 * Computes the fingerprint of the index that {@link fitCollaborativeIndex} would return, without fitting it. Compare it with
 * the fingerprint of a saved index to find out whether that is up to date.
 *
 * @throws {StarError} `UNKNOWN_ITEM`, `INVALID_ARGUMENT` from {@link createInteractionMatrix}.
 *
 * @example
 * ```ts
 * import { fingerprintCollaborativeIndex } from "langgraph-star/collaborative";
 *
 * const sequences = [{ userId: "ann", itemIds: ["a", "b"] }];
 * const fingerprint = await fingerprintCollaborativeIndex({ sequences, items: ["a", "b"] });
 * console.log(fingerprint.length); // 64
 * ```
 */
export async function fingerprintCollaborativeIndex({
  sequences,
  items,
  options,
}: CollaborativeInput): Promise<string> {
  const resolved = await resolveOptions(options);
  return fingerprintOf(createInteractionMatrix({ sequences, items }), resolved);
}

async function resolveOptions(
  { seed = 0, soonAfterWindow = 5, ease, als, backend }: CollaborativeOptions = {},
  onNotice?: (notice: string) => void,
): Promise<ResolvedCollaborativeOptions> {
  const { seed: _, ...alsDefaults } = ALS_DEFAULTS;
  return {
    seed,
    soonAfterWindow,
    ease: { ...EASE_DEFAULTS, ...ease },
    als: { ...alsDefaults, ...als },
    backend: await resolveBackend(backend, onNotice),
  };
}
