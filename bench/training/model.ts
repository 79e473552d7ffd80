import { createRandom, randomInteger } from "../../src/random.js";
import type { Loss } from "../../src/student/engine/gradients.js";
import { constantWeights, normalWeights } from "../../src/student/engine/parameters.js";
import { type Jax, type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";

/** The model that is measured: what a student is made of, in its size. */
export const SIZE = {
  rows: 32,
  length: 96,
  words: 450,
  width: 128,
  heads: 4,
  layers: 3,
  wordsPerPosition: 8,
} as const;

const { rows, length, words, width, heads, layers, wordsPerPosition } = SIZE;
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

export function createWeights() {
  const random = createRandom("bench", "weights");
  const normal = (deviation: number, ...shape: number[]) => normalWeights(shape, deviation, random);
  const one = () => constantWeights([width], 1);
  return {
    embedding: normal(0.1, words, width),
    positions: normal(0.1, length, width),
    layers: Array.from({ length: layers }, () => ({
      attentionGain: one(),
      attentionInput: normal(0.06, width, 3 * width),
      attentionOutput: normal(0.02, width, width),
      mixerGain: one(),
      mixerInput: normal(0.06, width, 4 * width),
      mixerOutput: normal(0.02, 4 * width, width),
    })),
    gain: one(),
  };
}

/** Cross-entropy of the next word at every position. */
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
  const size = width / heads;
  const byHead = (part: JaxArray) =>
    np.transpose(part.reshape([rows, length, heads, size]), [0, 2, 1, 3]);
  const inputs = np.matmul(normalize(jax, x.ref, layer.attentionGain), layer.attentionInput);
  const [query, key, value] = np.split(inputs, 3, 1).map(byHead) as [JaxArray, JaxArray, JaxArray];
  const scores = np.matmul(query.mul(size ** -0.5), np.transpose(key, [0, 1, 3, 2])).add(mask);
  const powers = np.exp(scores.ref.sub(lax.stopGradient(np.max(scores, -1, { keepdims: true }))));
  const shares = powers.ref.mul(np.reciprocal(powers.sum(-1, { keepdims: true })));
  const read = np.transpose(np.matmul(shares, value), [0, 2, 1, 3]).reshape([POSITIONS, width]);
  return x.add(np.matmul(read, layer.attentionOutput));
}

function normalize({ numpy: np }: Jax, x: JaxArray, gain: JaxArray): JaxArray {
  const square = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(square.add(1e-5)))).mul(gain);
}

/** x times the logistic function of 1.702 x (Hendrycks & Gimpel 2016, section 2). */
function gelu({ numpy: np }: Jax, x: JaxArray): JaxArray {
  return x.ref.mul(np.reciprocal(np.exp(x.mul(-1.702)).add(1)));
}

export const BATCH_SPEC = {
  hot: [POSITIONS, words],
  target: [POSITIONS, words],
  mask: [length, length],
};

/** Random words: several at a position, one to be predicted. Made anew for every step, as training does. */
export async function createBatch(step: number) {
  const { Tensor } = await loadOrt();
  const random = createRandom("bench", "batch", step);
  const hot = new Float32Array(POSITIONS * words);
  const target = new Float32Array(POSITIONS * words);
  for (let position = 0; position < POSITIONS; position++) {
    for (let word = 0; word < wordsPerPosition; word++)
      hot[position * words + randomInteger(random, words)] = 1;
    target[position * words + randomInteger(random, words)] = 1;
  }
  const mask = Float32Array.from({ length: length * length }, (_, place) =>
    place % length > Math.floor(place / length) ? -1e9 : 0,
  );
  return {
    hot: new Tensor("float32", hot, BATCH_SPEC.hot),
    target: new Tensor("float32", target, BATCH_SPEC.target),
    mask: new Tensor("float32", mask, BATCH_SPEC.mask),
  };
}
