import type { ItemId } from "../types.js";
import { ALS_DEFAULTS, type AlsModel, type AlsOptions, fitAls } from "./als.js";
import { type CoOccurrence, fitCoOccurrence } from "./co-occurrence.js";
import { EASE_DEFAULTS, type EaseModel, type EaseOptions, fitEase } from "./ease.js";
import { fingerprintOf } from "./index-fingerprint.js";
import {
  createInteractionMatrix,
  type InteractionMatrix,
  type UserSequence,
} from "./interaction-matrix.js";
import {
  chooseBackend,
  createNeighborIndex,
  type NeighborBackend,
  type NeighborIndex,
} from "./neighbor-index.js";
import { fitSoonAfter, type SoonAfter } from "./soon-after.js";

export interface CollaborativeOptions {
  /** Decides the first ALS factors and the neighbor graphs. Default 0. */
  readonly seed?: number;
  /** Positions ahead that count as "soon after". Default 5. */
  readonly soonAfterWindow?: number;
  readonly ease?: EaseOptions;
  readonly als?: Omit<AlsOptions, "seed">;
  /** Default: `hnsw` where hnswlib-node can be loaded, else `exact`. */
  readonly backend?: NeighborBackend;
}

/** {@link CollaborativeOptions} with every default filled in. */
export interface ResolvedCollaborativeOptions {
  readonly seed: number;
  readonly soonAfterWindow: number;
  readonly ease: Required<EaseOptions>;
  readonly als: Required<Omit<AlsOptions, "seed">>;
  readonly backend: NeighborBackend;
}

/** Everything that is learned from the interactions one split may see. */
export interface CollaborativeIndex {
  /** SHA-256 over the interactions in order, the catalogue and the options: equal fingerprints, equal answers. */
  readonly fingerprint: string;
  readonly options: ResolvedCollaborativeOptions;
  readonly matrix: InteractionMatrix;
  readonly coOccurrence: CoOccurrence;
  readonly soonAfter: SoonAfter;
  /** Null when the catalogue is larger than `options.ease.maxItems`. */
  readonly ease: EaseModel | null;
  readonly als: AlsModel;
  /** Over the ALS item factors, by item index. */
  readonly itemNeighbors: NeighborIndex;
  /** Over the ALS user factors, by user index. */
  readonly userNeighbors: NeighborIndex;
}

/** What an index is fitted from. */
export interface CollaborativeInput {
  /** One entry a user, oldest first; only what the split may see. */
  readonly sequences: readonly UserSequence[];
  /** The whole catalogue, in its order. */
  readonly items: Iterable<ItemId>;
  readonly options?: CollaborativeOptions;
  /** Gets one line when exact neighbor search takes over because hnswlib-node is missing. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Fits everything the evidence and the baselines read.
 *
 * @throws {StarError} `UNKNOWN_ITEM`, `INVALID_ARGUMENT` as {@link createInteractionMatrix} and {@link fitAls} do.
 */
export async function fitCollaborativeIndex({
  sequences,
  items,
  options,
  onNotice,
}: CollaborativeInput): Promise<CollaborativeIndex> {
  const resolved = await resolveOptions(options, onNotice);
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

/** The fingerprint that {@link fitCollaborativeIndex} would give, without fitting: tells whether a saved index still fits. */
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
    backend: await chooseBackend(backend, onNotice),
  };
}
