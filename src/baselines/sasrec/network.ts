import { createRandom } from "../../random.js";
import type { Arrays } from "../../student/engine/compile.js";
import type { Loss } from "../../student/engine/gradients.js";
import { constantWeights, normalWeights, type Weights } from "../../student/engine/parameters.js";
import { type Jax, type JaxArray, loadJax } from "../../student/engine/runtime.js";
import { type Dense, initialDense } from "../dense.js";

/** The size of a SASRec model. */
export interface SasRecConfig {
  /** Items of the catalogue. */
  readonly items: number;
  /** Numbers that stand for an item, d in the paper. */
  readonly width: number;
  /** Blocks of attention and feed-forward layers, b in the paper. */
  readonly blocks: number;
  /** Latest choices that count, n in the paper. */
  readonly length: number;
}

/** A layer that brings rows to mean 0 and variance 1, then scales and shifts. */
export type Norm<T> = { readonly gain: T; readonly shift: T };

/** One block: what a position takes from earlier ones, then what it makes of it. */
export type Block<T> = {
  readonly normBefore: Norm<T>;
  readonly query: T;
  readonly key: T;
  readonly value: T;
  readonly normBetween: Norm<T>;
  readonly expand: Dense<T>;
  readonly contract: Dense<T>;
};

/** All weights, as numbers or as arrays that are differentiated. */
export type SasRecWeights<T> = {
  /** `items + 1 x width`: the items, and the mark that stands before a user's first choice. */
  readonly items: T;
  /** `length x width`; the last is that of the latest choice. */
  readonly positions: T;
  readonly blocks: readonly Block<T>[];
  readonly normLast: Norm<T>;
};

/** Added to a variance before its root is taken. */
export const NORM_EPSILON = 1e-5;

/** The weights before training. */
export function initialWeights(
  { items, width, blocks, length }: SasRecConfig,
  seed: number,
): SasRecWeights<Weights> {
  const random = createRandom(seed, "sasrec", "weights");
  const square = () => initialDense([width, width], random);
  const norm = (): Norm<Weights> => ({
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

/** How many sequences are worked on at once. */
export type Extent = Pick<SasRecConfig, "length" | "width" | "items"> & { readonly rows: number };

/** Where numbers are dropped in training: behind the embedding and behind both halves of each block. */
export function dropoutSites({ blocks }: Pick<SasRecConfig, "blocks">): number {
  return 1 + 2 * blocks;
}

/**
 * The state of every position after the last block, `rows * length x width`. Takes `choices`, one item index a position;
 * `blocked`, `rows x length x length`, 0 where a position may look and a large negative number where not; and `keep`,
 * `sites x rows * length x width`, what {@link dropoutSites} are multiplied by.
 */
export function createSasRec(jax: Jax, { rows, length, width }: Extent) {
  const { numpy: np, lax } = jax;
  const positions = rows * length;

  const normalize = (x: JaxArray, { gain, shift }: Norm<JaxArray>) => {
    const centered = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const variance = np.mean(np.square(centered.ref), -1, { keepdims: true });
    const scale = np.reciprocal(np.sqrt(variance.add(NORM_EPSILON)));
    return centered.mul(scale).mul(gain).add(shift);
  };
  const softmax = (scores: JaxArray) => {
    const top = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }));
    const powers = np.exp(scores.sub(top));
    return powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
  };
  const byRow = (x: JaxArray) => x.reshape([rows, length, width]);

  const attend = (x: JaxArray, { query, key, value }: Block<JaxArray>, blocked: JaxArray) => {
    const queries = byRow(np.matmul(x.ref, query)).mul(1 / Math.sqrt(width));
    const keys = byRow(np.matmul(x.ref, key));
    const scores = np.matmul(queries, np.transpose(keys, [0, 2, 1])).add(blocked);
    const mixed = np.matmul(softmax(scores), byRow(np.matmul(x, value)));
    return mixed.reshape([positions, width]);
  };
  const feedForward = (x: JaxArray, { expand, contract }: Block<JaxArray>) => {
    const inner = np.maximum(np.matmul(x, expand.weights).add(expand.bias), 0);
    return np.matmul(inner, contract.weights).add(contract.bias);
  };

  return (weights: SasRecWeights<JaxArray>, { choices, blocked, keep }: SasRecInputs): JaxArray => {
    const kept = np.split(keep, keep.shape[0] ?? 1, 0).values();
    const drop = (x: JaxArray) =>
      x.mul((kept.next().value as JaxArray).reshape([positions, width]));
    const embedded = byRow(np.take(weights.items.ref, choices, 0)).add(weights.positions);
    let x = drop(embedded.reshape([positions, width]));
    for (const block of weights.blocks) {
      x = x.ref.add(drop(attend(normalize(x, block.normBefore), block, blocked.ref)));
      x = x.ref.add(drop(feedForward(normalize(x, block.normBetween), block)));
    }
    blocked.dispose();
    return normalize(x, weights.normLast);
  };
}

export interface SasRecInputs extends Arrays {
  readonly choices: JaxArray;
  readonly blocked: JaxArray;
  readonly keep: JaxArray;
}

/**
 * Cross-entropy of the next choice over the whole catalogue. Beside the inputs of {@link createSasRec} it takes `targets`, the
 * next item index of each position, and `share`, what each counts.
 */
export async function createSasRecLoss(extent: Extent): Promise<Loss<SasRecWeights<JaxArray>>> {
  const jax = await loadJax();
  const { numpy: np, nn } = jax;
  const encode = createSasRec(jax, extent);
  return (weights, batch) => {
    const { targets, share, ...inputs } = batch as SasRecInputs & {
      targets: JaxArray;
      share: JaxArray;
    };
    const states = encode(weights, inputs);
    const [items] = np.split(weights.items.ref, [extent.items], 0) as [JaxArray];
    const logits = np.matmul(states.ref, np.transpose(items.ref));
    const own = states.mul(np.take(items, targets, 0)).sum(-1);
    return { loss: nn.logsumexp(logits, -1).sub(own).mul(share).sum() };
  };
}
