import { createRandom } from "../../random.js";
import { constantWeights, normalWeights, type Weights } from "../../student/engine/parameters.js";
import { type Dense, initialDense } from "../dense.js";

/** Sizes and variant of a SASRec model. */
export interface SasRecConfig {
  /** Number of items in the catalog. */
  readonly items: number;
  /** Embedding dimension, d in the paper. */
  readonly width: number;
  /** Number of blocks, b in the paper. */
  readonly blocks: number;
  /** Longest history, n in the paper; older interactions are ignored. */
  readonly length: number;
  /** Kind of block: that of SASRec, or LiGR's, which eSASRec uses. Default `sasrec`. */
  readonly block?: "sasrec" | "ligr";
  /** Attention heads; divides `width`. Default 1. */
  readonly heads?: number;
  /** Inner width of a LiGR block's feed-forward network, as a multiple of `width`. Default 4. */
  readonly expansion?: number;
}

/** Parameters of a layer normalization. */
export type LayerNorm<T> = { readonly gain: T; readonly shift: T };

/** Parameters that all kinds of blocks have: normalizations before both halves, and projections of causal self-attention. */
type AttentionWeights<T> = {
  readonly normBefore: LayerNorm<T>;
  readonly query: T;
  readonly key: T;
  readonly value: T;
  readonly normBetween: LayerNorm<T>;
};

/** Parameters of SASRec's block: self-attention, then a feed-forward network with ReLU. */
export type PlainBlock<T> = AttentionWeights<T> & {
  readonly expand: Dense<T>;
  readonly contract: Dense<T>;
};

/**
 * Parameters of a LiGR block: self-attention with a projection of its result, then a feed-forward network with SwiGLU. Both results are
 * multiplied by a gate, a sigmoid layer of the block's input, before they are added to it.
 *
 * @see Borisyuk et al. (2025), From Features to Transformers, arXiv 2502.03417, for the block
 * @see Tikhonovich et al. (2025), eSASRec, arXiv 2508.06450
 */
export type LigrBlock<T> = AttentionWeights<T> & {
  readonly project: Dense<T>;
  readonly attentionGate: Dense<T>;
  /** SwiGLU: `(swish(x swish) * (x linear)) contract`, without biases. */
  readonly swish: T;
  readonly linear: T;
  readonly contract: T;
  readonly feedForwardGate: Dense<T>;
};

/** Parameters of one block. */
export type SasRecBlock<T> = PlainBlock<T> | LigrBlock<T>;

/** All parameters, as numbers or as traced arrays. */
export type SasRecWeights<T> = {
  /** Embeddings, `items + 1 x width`; the last row is the token before a user's first interaction. */
  readonly items: T;
  /** Position embeddings, `length x width`; the last row belongs to the latest interaction. */
  readonly positions: T;
  readonly blocks: readonly SasRecBlock<T>[];
  readonly normLast: LayerNorm<T>;
};

/** True for the parameters of a LiGR block. */
export function isLigrBlock<T>(block: SasRecBlock<T>): block is LigrBlock<T> {
  return "attentionGate" in block;
}

/** Initializes the parameters. */
export function initialSasRecWeights(
  { items, width, blocks, length, block = "sasrec", expansion = 4 }: SasRecConfig,
  seed: number,
): SasRecWeights<Weights> {
  const random = createRandom(seed, "sasrec", "weights");
  const dense = (inputs: number, outputs: number) => initialDense([inputs, outputs], random);
  const square = () => dense(width, width);
  const norm = (): LayerNorm<Weights> => ({
    gain: constantWeights([width], 1),
    shift: constantWeights([width], 0),
  });
  const attention = () => ({
    normBefore: norm(),
    query: square().weights,
    key: square().weights,
    value: square().weights,
    normBetween: norm(),
  });
  const inner = expansion * width;
  const kinds: Record<typeof block, () => SasRecBlock<Weights>> = {
    sasrec: () => ({
      ...attention(),
      expand: square(),
      contract: square(),
    }),
    ligr: () => ({
      ...attention(),
      project: square(),
      attentionGate: square(),
      swish: dense(width, inner).weights,
      linear: dense(width, inner).weights,
      contract: dense(inner, width).weights,
      feedForwardGate: square(),
    }),
  };
  return {
    items: normalWeights([items + 1, width], 0.02, random),
    positions: normalWeights([length, width], 0.02, random),
    blocks: Array.from({ length: blocks }, kinds[block]),
    normLast: norm(),
  };
}
