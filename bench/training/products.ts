import { type Arrays, compile, sessionOptions } from "../../src/student/engine/compile.js";
import { type JaxArray, loadJax, loadOrt, type Tensor } from "../../src/student/engine/runtime.js";
import { sizeOf } from "../../src/student/engine/shape.js";
import { POSITIONS, SIZE } from "./model.js";
import { createTimes, time, type Times } from "./stopwatch.js";

/** A batched matrix product `[m, k] x [k, n]`, and how often one training step contains it. */
interface Product {
  readonly batch?: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly count: number;
}

/** A product with a program that computes only it. */
export interface TimedProduct extends Product {
  readonly times: Times;
  run(): Promise<unknown>;
}

/** All matrix products of one training step, forward and backward. */
export function productsOfStep(): Product[] {
  const { rows, length, vocabulary, width, heads, layers } = SIZE;
  const headWidth = width / heads;
  const ofWeights = (k: number, n: number, count: number) => [
    { m: POSITIONS, k, n, count },
    { m: POSITIONS, k: n, n: k, count },
    { m: k, k: POSITIONS, n, count },
  ];
  const ofHeads = (k: number, n: number, count: number) => ({
    batch: rows * heads,
    m: length,
    k,
    n,
    count: count * layers,
  });
  return [
    // The tokens of a position need no gradient.
    { m: POSITIONS, k: vocabulary, n: width, count: 1 },
    { m: vocabulary, k: POSITIONS, n: width, count: 1 },
    ...ofWeights(width, vocabulary, 1),
    ...ofWeights(width, 3 * width, layers),
    ...ofWeights(width, width, layers),
    ...ofWeights(width, 4 * width, layers),
    ...ofWeights(4 * width, width, layers),
    // Attention scores and the gradient of the attention weights; the output and the gradients of values, queries and keys.
    ofHeads(headWidth, length, 2),
    ofHeads(length, headWidth, 4),
  ];
}

/** Floating-point operations of all occurrences of a product in a step. */
export function operationsOf({ batch = 1, m, k, n, count }: Product): number {
  return 2 * batch * m * k * n * count;
}

/** Compiles a program of one product. It writes into preallocated memory, like operations inside a larger program. */
export async function timeProduct(product: Product, threads: number): Promise<TimedProduct> {
  const { batch, m, k, n } = product;
  const lead = batch === undefined ? [] : [batch];
  const inputs = { a: [...lead, m, k], b: [...lead, k, n] };
  const [{ numpy: np }, ort] = await Promise.all([loadJax(), loadOrt()]);
  const fn = ({ a, b }: Arrays) => ({ product: np.matmul(a as JaxArray, b as JaxArray) });
  const { bytes, dispose } = await compile({ inputs, fn, threads });
  await dispose();
  const session = await ort.InferenceSession.create(bytes, sessionOptions(threads));
  const feeds = { a: await createTensor(inputs.a), b: await createTensor(inputs.b) };
  const outputs = { product: await createTensor([...lead, m, n]) };
  const times = createTimes();
  return { ...product, times, run: () => time(times, () => session.run(feeds, outputs)) };
}

async function createTensor(shape: readonly number[]): Promise<Tensor> {
  const { Tensor } = await loadOrt();
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(index));
  return new Tensor("float32", data, shape);
}
