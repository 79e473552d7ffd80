import { createRandom, randomInteger } from "../../src/random.js";
import type { Loss } from "../../src/student/engine/gradients.js";
import { constantWeights, normalWeights } from "../../src/student/engine/parameters.js";
import { type Jax, type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";

/** Sizes of the measured model, which are those of a student. */
export const SIZE = {
  rows: 32,
  length: 96,
  vocabulary: 450,
  width: 128,
  heads: 4,
  layers: 3,
  tokensPerPosition: 8,
} as const;

const { rows, length, vocabulary, width, heads, layers, tokensPerPosition } = SIZE;
/** Positions per step. */
export const POSITIONS = rows * length;

interface Layer {
  readonly attentionGain: JaxArray;
  readonly attentionInput: JaxArray;
  readonly attentionOutput: JaxArray;
  readonly mixerGain: JaxArray;
  readonly mixerInput: JaxArray;
  readonly mixerOutput: JaxArray;
}

interface Transformer {
  readonly embedding: JaxArray;
  readonly positions: JaxArray;
  readonly layers: readonly Layer[];
  readonly gain: JaxArray;
}

/** Random initial weights. */
export function createWeights() {
  const random = createRandom("bench", "weights");
  const normal = (deviation: number, ...shape: number[]) => normalWeights(shape, deviation, random);
  const ones = () => constantWeights([width], 1);
  return {
    embedding: normal(0.1, vocabulary, width),
    positions: normal(0.1, length, width),
    layers: Array.from({ length: layers }, () => ({
      attentionGain: ones(),
      attentionInput: normal(0.06, width, 3 * width),
      attentionOutput: normal(0.02, width, width),
      mixerGain: ones(),
      mixerInput: normal(0.06, width, 4 * width),
      mixerOutput: normal(0.02, 4 * width, width),
    })),
    gain: ones(),
  };
}

/** Cross-entropy of the next token at every position. */
export async function createLoss(): Promise<Loss<Transformer>> {
  const jax = await loadJax();
  const { numpy: np, lax } = jax;
  return (model, { hot, target, mask }) => {
    const embedded = np.matmul(hot as JaxArray, model.embedding.ref);
    const placed = embedded.reshape([rows, length, width]).add(model.positions);
    let x = placed.reshape([POSITIONS, width]);
    for (const layer of model.layers) {
      x = attend(jax, x, layer, (mask as JaxArray).ref);
      const mixed = np.matmul(normalize(jax, x.ref, layer.mixerGain), layer.mixerInput);
      x = x.add(np.matmul(gelu(jax, mixed), layer.mixerOutput));
    }
    const logits = np.matmul(normalize(jax, x, model.gain), np.transpose(model.embedding));
    const top = lax.stopGradient(np.max(logits.ref, -1, { keepdims: true }));
    const total = np.log(np.exp(logits.ref.sub(top.ref)).sum(-1)).add(top.reshape([POSITIONS]));
    const chosen = logits.mul(target as JaxArray).sum(-1);
    return { loss: np.mean(total.sub(chosen)) };
  };
}

function attend(jax: Jax, x: JaxArray, layer: Layer, mask: JaxArray): JaxArray {
  const { numpy: np, lax } = jax;
  const headWidth = width / heads;
  const byHead = (part: JaxArray) =>
    np.transpose(part.reshape([rows, length, heads, headWidth]), [0, 2, 1, 3]);
  const inputs = np.matmul(normalize(jax, x.ref, layer.attentionGain), layer.attentionInput);
  const [query, key, value] = np.split(inputs, 3, 1).map(byHead) as [JaxArray, JaxArray, JaxArray];
  const scores = np.matmul(query.mul(headWidth ** -0.5), np.transpose(key, [0, 1, 3, 2])).add(mask);
  const powers = np.exp(scores.ref.sub(lax.stopGradient(np.max(scores, -1, { keepdims: true }))));
  const shares = powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
  const read = np.transpose(np.matmul(shares, value), [0, 2, 1, 3]).reshape([POSITIONS, width]);
  return x.add(np.matmul(read, layer.attentionOutput));
}

function normalize({ numpy: np }: Jax, x: JaxArray, gain: JaxArray): JaxArray {
  const square = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(square.add(1e-5)))).mul(gain);
}

/** GELU as x times the logistic function of 1.702 x (Hendrycks & Gimpel 2016, section 2). */
function gelu({ numpy: np }: Jax, x: JaxArray): JaxArray {
  return x.ref.mul(np.reciprocal(np.exp(x.mul(-1.702)).add(1)));
}

/** Input shapes of the loss. */
export const BATCH_SPEC = {
  hot: [POSITIONS, vocabulary],
  target: [POSITIONS, vocabulary],
  mask: [length, length],
};

/** Random tokens, several per position, and one target per position. A new batch is created for every step, as in training. */
export async function createBatch(step: number) {
  const { Tensor } = await loadOrt();
  const random = createRandom("bench", "batch", step);
  const hot = new Float32Array(POSITIONS * vocabulary);
  const target = new Float32Array(POSITIONS * vocabulary);
  for (let position = 0; position < POSITIONS; position++) {
    for (let token = 0; token < tokensPerPosition; token++)
      hot[position * vocabulary + randomInteger(random, vocabulary)] = 1;
    target[position * vocabulary + randomInteger(random, vocabulary)] = 1;
  }
  const mask = Float32Array.from({ length: length * length }, (_, index) =>
    index % length > Math.floor(index / length) ? -1e9 : 0,
  );
  return {
    hot: new Tensor("float32", hot, BATCH_SPEC.hot),
    target: new Tensor("float32", target, BATCH_SPEC.target),
    mask: new Tensor("float32", mask, BATCH_SPEC.mask),
  };
}
