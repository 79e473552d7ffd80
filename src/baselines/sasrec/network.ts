import { createRandom } from "../../random.js";
import type { Arrays } from "../../student/engine/compile.js";
import type { Loss } from "../../student/engine/gradients.js";
import { constantWeights, normalWeights, type Weights } from "../../student/engine/parameters.js";
import { type Jax, type JaxArray, loadJax } from "../../student/engine/runtime.js";
import { type Dense, initialDense } from "../dense.js";

/** Sizes of a SASRec model. */
export interface SasRecConfig {
  /** Number of items in the catalog. */
  readonly items: number;
  /** Embedding dimension, d in the paper. */
  readonly width: number;
  /** Number of blocks, b in the paper. */
  readonly blocks: number;
  /** Longest history, n in the paper; older interactions are ignored. */
  readonly length: number;
}

/** Parameters of a layer normalization. */
export type LayerNorm<T> = { readonly gain: T; readonly shift: T };

/** Parameters of one block: causal self-attention with one head, then a feed-forward network, each after a normalization. */
export type SasRecBlock<T> = {
  readonly normBefore: LayerNorm<T>;
  readonly query: T;
  readonly key: T;
  readonly value: T;
  readonly normBetween: LayerNorm<T>;
  readonly expand: Dense<T>;
  readonly contract: Dense<T>;
};

/** All parameters, as numbers or as traced arrays. */
export type SasRecWeights<T> = {
  /** Embeddings, `items + 1 x width`; the last row is the token before a user's first interaction. */
  readonly items: T;
  /** Position embeddings, `length x width`; the last row belongs to the latest interaction. */
  readonly positions: T;
  readonly blocks: readonly SasRecBlock<T>[];
  readonly normLast: LayerNorm<T>;
};

/** Added to the variance in a normalization. */
export const NORM_EPSILON = 1e-5;

/** Initializes the parameters. */
export function initialSasRecWeights(
  { items, width, blocks, length }: SasRecConfig,
  seed: number,
): SasRecWeights<Weights> {
  const random = createRandom(seed, "sasrec", "weights");
  const square = () => initialDense([width, width], random);
  const norm = (): LayerNorm<Weights> => ({
    gain: constantWeights([width], 1),
    shift: constantWeights([width], 0),
  });
  return {
    items: normalWeights([items + 1, width], 0.02, random),
    positions: normalWeights([length, width], 0.02, random),
    blocks: Array.from({ length: blocks }, () => ({
      normBefore: norm(),
      query: square().weights,
      key: square().weights,
      value: square().weights,
      normBetween: norm(),
      expand: square(),
      contract: square(),
    })),
    normLast: norm(),
  };
}

/** Shape of a batch: `rows` sequences of `length` positions. */
export type SasRecBatchShape = Pick<SasRecConfig, "length" | "width" | "items"> & {
  readonly rows: number;
};

/** Number of dropout layers: after the embedding and after both halves of each block. */
export function dropoutSites({ blocks }: Pick<SasRecConfig, "blocks">): number {
  return 1 + 2 * blocks;
}

/** Inputs of {@link createSasRecNetwork}. */
export interface SasRecInputs extends Arrays {
  /** Item index by position, `rows * length`. */
  readonly itemIndexes: JaxArray;
  /** Added to attention scores, `rows x length x length`: 0 for visible positions, a large negative number for others. */
  readonly attentionBias: JaxArray;
  /** Factors of the {@link dropoutSites}, `sites x rows * length x width`. */
  readonly dropoutMask: JaxArray;
}

/** Creates the network. It returns the state of every position after the last block, `rows * length x width`. */
export function createSasRecNetwork(jax: Jax, { rows, length, width }: SasRecBatchShape) {
  const { numpy: np, lax } = jax;
  const positions = rows * length;

  const normalize = (x: JaxArray, { gain, shift }: LayerNorm<JaxArray>) => {
    const centered = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const variance = np.mean(np.square(centered.ref), -1, { keepdims: true });
    const scale = np.reciprocal(np.sqrt(variance.add(NORM_EPSILON)));
    return centered.mul(scale).mul(gain).add(shift);
  };
  const softmax = (scores: JaxArray) => {
    const max = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }));
    const powers = np.exp(scores.sub(max));
    return powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
  };
  const byRow = (x: JaxArray) => x.reshape([rows, length, width]);

  const attend = (x: JaxArray, { query, key, value }: SasRecBlock<JaxArray>, bias: JaxArray) => {
    const queries = byRow(np.matmul(x.ref, query)).mul(1 / Math.sqrt(width));
    const keys = byRow(np.matmul(x.ref, key));
    const scores = np.matmul(queries, np.transpose(keys, [0, 2, 1])).add(bias);
    const mixed = np.matmul(softmax(scores), byRow(np.matmul(x, value)));
    return mixed.reshape([positions, width]);
  };
  const feedForward = (x: JaxArray, { expand, contract }: SasRecBlock<JaxArray>) => {
    const inner = np.maximum(np.matmul(x, expand.weights).add(expand.bias), 0);
    return np.matmul(inner, contract.weights).add(contract.bias);
  };

  return (
    weights: SasRecWeights<JaxArray>,
    { itemIndexes, attentionBias, dropoutMask }: SasRecInputs,
  ): JaxArray => {
    const masks = np.split(dropoutMask, dropoutMask.shape[0] ?? 1, 0).values();
    const drop = (x: JaxArray) =>
      x.mul((masks.next().value as JaxArray).reshape([positions, width]));
    const embedded = byRow(np.take(weights.items.ref, itemIndexes, 0)).add(weights.positions);
    let x = drop(embedded.reshape([positions, width]));
    for (const block of weights.blocks) {
      x = x.ref.add(drop(attend(normalize(x, block.normBefore), block, attentionBias.ref)));
      x = x.ref.add(drop(feedForward(normalize(x, block.normBetween), block)));
    }
    attentionBias.dispose();
    return normalize(x, weights.normLast);
  };
}

/**
 * Creates the cross-entropy of the next item in the softmax over the catalog. Besides the inputs of the network it takes `targets`,
 * the next item index of each position, and `positionWeights`, the weight of each position in the loss.
 */
export async function createSasRecLoss(
  shape: SasRecBatchShape,
): Promise<Loss<SasRecWeights<JaxArray>>> {
  const jax = await loadJax();
  const { numpy: np, nn } = jax;
  const encode = createSasRecNetwork(jax, shape);
  return (weights, batch) => {
    const { targets, positionWeights, ...inputs } = batch as SasRecInputs & {
      targets: JaxArray;
      positionWeights: JaxArray;
    };
    const states = encode(weights, inputs);
    const [items] = np.split(weights.items.ref, [shape.items], 0) as [JaxArray];
    const logits = np.matmul(states.ref, np.transpose(items.ref));
    const own = states.mul(np.take(items, targets, 0)).sum(-1);
    return { loss: nn.logsumexp(logits, -1).sub(own).mul(positionWeights).sum() };
  };
}
