import { createRandom, type Random, randomInteger } from "../../../src/random.js";
import type { Loss } from "../../../src/student/engine/gradients.js";
import {
  constantWeights,
  normalWeights,
  createParameters,
} from "../../../src/student/engine/parameters.js";
import { type JaxArray, loadOrt } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";
import { range } from "../../../src/student/engine/shape.js";

// A transformer block with all parts of a real one, small enough for finite differences.
const WIDTH = 8;
const HEADS = 2;
const LENGTH = 5;
const VOCABULARY = 7;

interface Block {
  readonly embedding: JaxArray;
  readonly gain: JaxArray;
  readonly attention: { readonly input: JaxArray; readonly output: JaxArray };
  readonly layers: readonly { readonly up: JaxArray; readonly down: JaxArray }[];
}

export function createBlockParameters(seed = 1) {
  const random = createRandom(seed, "block");
  const normal = (...shape: number[]) => normalWeights(shape, 0.4, random);
  return createParameters({
    embedding: normal(VOCABULARY, WIDTH),
    gain: constantWeights([WIDTH], 1),
    attention: { input: normal(WIDTH, 3 * WIDTH), output: normal(WIDTH, WIDTH) },
    layers: [{ up: normal(WIDTH, 2 * WIDTH), down: normal(2 * WIDTH, WIDTH) }],
  });
}

/** Cross-entropy of the next token. Rows weigh 1 / `of`, so that the losses of parts of a batch sum to the loss of the batch. */
export async function createBlockLoss(rows: number, of = rows): Promise<Loss<Block>> {
  const { numpy: np, lax, nn } = await loadFullJax();
  const positions = rows * LENGTH;
  const normalize = (x: JaxArray, gain: JaxArray) => {
    const size = np.sqrt(np.mean(np.square(x.ref), -1, { keepdims: true }).add(1e-5));
    return x.div(size).mul(gain);
  };
  const heads = (x: JaxArray) =>
    np.transpose(x.reshape([rows, LENGTH, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
  const softmax = (x: JaxArray) => {
    const top = lax.stopGradient(np.max(x.ref, -1, { keepdims: true }));
    const powers = np.exp(x.sub(top));
    return powers.ref.div(powers.sum(-1, { keepdims: true }));
  };
  return ({ embedding, gain, attention, layers }, { tokens, mask, targets }) => {
    let x = np.matmul(tokens as JaxArray, embedding.ref);
    const parts = np.split(np.matmul(normalize(x.ref, gain.ref), attention.input), 3, 1);
    const [query, key, value] = parts.map(heads) as [JaxArray, JaxArray, JaxArray];
    const scores = np.matmul(query, np.transpose(key, [0, 1, 3, 2])).add(mask as JaxArray);
    const read = np.transpose(np.matmul(softmax(scores), value), [0, 2, 1, 3]);
    x = x.add(np.matmul(read.reshape([positions, WIDTH]), attention.output));
    for (const { up, down } of layers) x = x.add(np.matmul(np.tanh(np.matmul(x.ref, up)), down));
    const logits = np.matmul(normalize(x, gain), np.transpose(embedding));
    const logProbabilities = nn.logSoftmax(logits, -1);
    const picked = np.takeAlongAxis(logProbabilities, targets as JaxArray, -1);
    return { loss: picked.sum().mul(-1 / (of * LENGTH)) };
  };
}

/** Random sequences with several tokens per position; the row number is the seed. */
export async function createBlockBatch(rows: readonly number[]) {
  const { Tensor } = await loadOrt();
  const positions = rows.length * LENGTH;
  const randoms = rows.map((row) => createRandom("row", row));
  const draw = (size: number, value: (random: Random) => number) =>
    randoms.flatMap((random) => Array.from({ length: size }, () => value(random)));
  const tokens = draw(LENGTH * VOCABULARY, (random) => Number(random() < 0.3));
  const targets = draw(LENGTH, (random) => randomInteger(random, VOCABULARY));
  const mask = range(LENGTH * LENGTH).map((index) =>
    index % LENGTH > Math.floor(index / LENGTH) ? -1e9 : 0,
  );
  return {
    tokens: new Tensor("float32", Float32Array.from(tokens), [positions, VOCABULARY]),
    targets: new Tensor("int32", Int32Array.from(targets), [positions, 1]),
    mask: new Tensor("float32", Float32Array.from(mask), [LENGTH, LENGTH]),
  };
}

export function blockBatchSpec(rows: number) {
  const positions = rows * LENGTH;
  return {
    tokens: [positions, VOCABULARY],
    targets: { shape: [positions, 1], dtype: "int32" as const },
    mask: [LENGTH, LENGTH],
  };
}
