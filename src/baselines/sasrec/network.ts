import type { Arrays } from "../../student/engine/compile.js";
import type { Loss } from "../../student/engine/gradients.js";
import { type Jax, type JaxArray, loadJax } from "../../student/engine/runtime.js";
import type { Dense } from "../dense.js";
import {
  isLigrBlock,
  type LayerNorm,
  type LigrBlock,
  type PlainBlock,
  type SasRecBlock,
  type SasRecConfig,
  type SasRecWeights,
} from "./weights.js";

/** Added to the variance in a normalization. */
export const NORM_EPSILON = 1e-5;

/** Shape of a batch: `rows` sequences of `length` positions. */
export type SasRecBatchShape = Pick<SasRecConfig, "length" | "width" | "items" | "heads"> & {
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
export function createSasRecNetwork(jax: Jax, shape: SasRecBatchShape) {
  const { numpy: np } = jax;
  const { rows, length, width } = shape;
  const positions = rows * length;
  const normalize = createNormalization(jax);
  const attend = createAttention(jax, shape);
  const { apply, sigmoid, rectifiedNetwork, gatedNetwork } = createLayers(jax);

  return (
    weights: SasRecWeights<JaxArray>,
    { itemIndexes, attentionBias, dropoutMask }: SasRecInputs,
  ): JaxArray => {
    const masks = np.split(dropoutMask, dropoutMask.shape[0] ?? 1, 0).values();
    const drop = (x: JaxArray) =>
      x.mul((masks.next().value as JaxArray).reshape([positions, width]));
    const gated = (x: JaxArray, result: JaxArray, gate: Dense<JaxArray>) =>
      x.ref.add(sigmoid(apply(x, gate)).mul(drop(result)));
    const embedded = np
      .take(weights.items.ref, itemIndexes, 0)
      .reshape([rows, length, width])
      .add(weights.positions);
    let x = drop(embedded.reshape([positions, width]));
    for (const block of weights.blocks) {
      const attended = attend(normalize(x.ref, block.normBefore), block, attentionBias.ref);
      if (isLigrBlock(block)) {
        x = gated(x, apply(attended, block.project), block.attentionGate);
        const inner = gatedNetwork(normalize(x.ref, block.normBetween), block);
        x = gated(x, inner, block.feedForwardGate);
      } else {
        x = x.add(drop(attended));
        x = x.ref.add(drop(rectifiedNetwork(normalize(x, block.normBetween), block)));
      }
    }
    attentionBias.dispose();
    return normalize(x, weights.normLast);
  };
}

function createNormalization({ numpy: np }: Jax) {
  return (x: JaxArray, { gain, shift }: LayerNorm<JaxArray>): JaxArray => {
    const centered = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const variance = np.mean(np.square(centered.ref), -1, { keepdims: true });
    const scale = np.reciprocal(np.sqrt(variance.add(NORM_EPSILON)));
    return centered.mul(scale).mul(gain).add(shift);
  };
}

function createAttention({ numpy: np, lax }: Jax, shape: SasRecBatchShape) {
  const { rows, length, width, heads = 1 } = shape;
  const headWidth = width / heads;
  const softmax = (scores: JaxArray) => {
    const max = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }));
    const powers = np.exp(scores.sub(max));
    return powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
  };
  const byHead = (x: JaxArray) =>
    np.transpose(x.reshape([rows, length, heads, headWidth]), [0, 2, 1, 3]);
  return (x: JaxArray, block: SasRecBlock<JaxArray>, bias: JaxArray): JaxArray => {
    const queries = byHead(np.matmul(x.ref, block.query)).mul(1 / Math.sqrt(headWidth));
    const keys = byHead(np.matmul(x.ref, block.key));
    const visible = bias.reshape([rows, 1, length, length]);
    const scores = np.matmul(queries, np.transpose(keys, [0, 1, 3, 2])).add(visible);
    const mixed = np.matmul(softmax(scores), byHead(np.matmul(x, block.value)));
    return np.transpose(mixed, [0, 2, 1, 3]).reshape([rows * length, width]);
  };
}

function createLayers({ numpy: np }: Jax) {
  const apply = (x: JaxArray, { weights, bias }: Dense<JaxArray>) =>
    np.matmul(x, weights).add(bias);
  const sigmoid = (x: JaxArray) => np.reciprocal(np.exp(x.mul(-1)).add(1));
  return {
    apply,
    sigmoid,
    rectifiedNetwork: (x: JaxArray, { expand, contract }: PlainBlock<JaxArray>) =>
      apply(np.maximum(apply(x, expand), 0), contract),
    gatedNetwork(x: JaxArray, { swish, linear, contract }: LigrBlock<JaxArray>) {
      const gate = np.matmul(x.ref, swish);
      const activated = gate.ref.mul(sigmoid(gate));
      return np.matmul(activated.mul(np.matmul(x, linear)), contract);
    },
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
