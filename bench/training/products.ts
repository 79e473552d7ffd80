import { type Arrays, compile, sessionOptions } from "../../src/student/engine/compile.js";
import { type JaxArray, loadJax, loadOrt, type Tensor } from "../../src/student/engine/runtime.js";
import { sizeOf } from "../../src/student/engine/shape.js";
import { POSITIONS, SIZE } from "./model.js";
import { createTimes, time, type Times } from "./stopwatch.js";

/** A matrix product `[m, k] x [k, n]`, `batch` times at once, and how often a training step has it. */
interface Product {
  readonly batch?: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly count: number;
}

/** A product with the program that does nothing else. */
export interface TimedProduct extends Product {
  readonly times: Times;
  run(): Promise<unknown>;
}

/** Every matrix product of one training step, forward and backward. */
export function productsOfStep(): Product[] {
  const { rows, length, words, width, heads, layers } = SIZE;
  const size = width / heads;
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
    // The words at a position need no derivative.
    { m: POSITIONS, k: words, n: width, count: 1 },
    { m: words, k: POSITIONS, n: width, count: 1 },
    ...ofWeights(width, words, 1),
    ...ofWeights(width, 3 * width, layers),
    ...ofWeights(width, width, layers),
    ...ofWeights(width, 4 * width, layers),
    ...ofWeights(4 * width, width, layers),
    // Scores, and the derivative by the shares; what is read, and the derivatives by value, query and key.
    ofHeads(size, length, 2),
    ofHeads(length, size, 4),
  ];
}

/** Floating-point operations of a product, all its times. */
export function operationsOf({ batch = 1, m, k, n, count }: Product): number {
  return 2 * batch * m * k * n * count;
}

/** Makes a program of a product alone, which writes into memory of its own, as operations inside a larger program do. */
export async function timeProduct(product: Product, threads: number): Promise<TimedProduct> {
  const { batch, m, k, n } = product;
  const lead = batch === undefined ? [] : [batch];
  const inputs = { a: [...lead, m, k], b: [...lead, k, n] };
  const [{ numpy: np }, ort] = await Promise.all([loadJax(), loadOrt()]);
  const fn = ({ a, b }: Arrays) => ({ product: np.matmul(a as JaxArray, b as JaxArray) });
  const { bytes, dispose } = await compile({ inputs, fn, threads });
  await dispose();
  const session = await ort.InferenceSession.create(bytes, sessionOptions(threads));
  const feeds = { a: await waves(inputs.a), b: await waves(inputs.b) };
  const into = { product: await waves([...lead, m, n]) };
  const times = createTimes();
  return { ...product, times, run: () => time(times, () => session.run(feeds, into)) };
}

async function waves(shape: readonly number[]): Promise<Tensor> {
  const { Tensor } = await loadOrt();
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, place) => Math.sin(place));
  return new Tensor("float32", data, shape);
}
