import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, type Random, randomInteger, shuffle } from "../../../src/random.js";
import { compile } from "../../../src/student/engine/compile.js";
import { type JaxArray, loadOrt } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";
import { range, type Shape, sizeOf } from "../../../src/student/engine/shape.js";
import { runOnJax } from "./run-on-jax.js";

const { numpy: np } = await loadFullJax();
const { Tensor } = await loadOrt();

/** Applies a random operation that is valid for the array's shape. `leaf` creates further inputs. */
type Change = (x: JaxArray, random: Random, leaf: (shape: Shape) => JaxArray) => JaxArray;

const draw = <T>(values: readonly T[], random: Random) =>
  values[randomInteger(random, values.length)] as T;
const someAxes = ({ ndim }: JaxArray, random: Random) => range(ndim).filter(() => random() < 0.4);
/** A shape that broadcasts to the given one: some axes have length 1, some leading axes are missing. */
const narrower = (shape: Shape, random: Random) =>
  shape
    .map((length) => (random() < 0.5 ? 1 : length))
    .slice(randomInteger(random, shape.length + 1));

const arithmetic: Change[] = [
  (x, random, leaf) => x.add(leaf(narrower(x.shape, random))),
  (x, random, leaf) => leaf(narrower(x.shape, random)).mul(x),
];

const CHANGES: Change[] = [
  // More frequent than the others, since operands of different layouts meet here.
  ...arithmetic,
  ...arithmetic,
  ...arithmetic,
  (x, random) => np.transpose(x, shuffle(range(x.ndim), random)),
  (x, random) => x.reshape(shuffle([...x.shape, 1], random)),
  (x) => x.reshape([x.size]),
  (x) => (x.ndim < 2 ? x : x.reshape([x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)])),
  (x) => np.broadcastTo(x, [2, ...x.shape]),
  (x, random) => np.sum(x, someAxes(x, random)),
  (x, random) => np.max(x, someAxes(x, random), { keepdims: true }),
  (x, random) => np.flip(x, someAxes(x, random)),
  (x) => np.concatenate([x.ref.reshape([1, ...x.shape]), x.reshape([1, ...x.shape])], 0),
  (x, random, leaf) => {
    if (x.ndim < 2) return x;
    const [rows, inner] = x.shape.slice(-2) as [number, number];
    const lead = narrower(x.shape.slice(0, -2), random);
    return random() < 0.5
      ? np.matmul(x, np.swapaxes(leaf([...lead, 3, inner]), -1, -2))
      : np.matmul(np.swapaxes(x, -1, -2), leaf([...lead, rows, 2]));
  },
];

/** A random function with the shapes of its inputs. */
function randomProgram(seed: number, length: number) {
  const inputs: Record<string, Shape> = {};
  const build = (arrays: Readonly<Record<string, JaxArray>> | undefined) => {
    const random = createRandom(seed);
    let count = 0;
    const leaf = (shape: Shape) => {
      const name = `x${count++}`;
      inputs[name] = shape;
      return arrays?.[name] ?? np.zeros([...shape]);
    };
    let x = leaf(
      Array.from({ length: randomInteger(random, 5) }, () => 1 + randomInteger(random, 3)),
    );
    for (let step = 0; step < length; step++) {
      const next = draw(CHANGES, random);
      if (x.size < 500 && x.ndim < 6) x = next(x, random, leaf);
    }
    return { x };
  };
  build(undefined).x.dispose(); // only to collect the inputs
  return { inputs, fn: build };
}

describe("compile", () => {
  it("computes the same results as jax-js for random programs", async () => {
    const seeds = { seed: fc.nat(), length: fc.integer({ min: 1, max: 6 }) };
    await fc.assert(
      fc.asyncProperty(fc.record(seeds), async ({ seed, length }) => {
        const { inputs, fn } = randomProgram(seed, length);
        const random = createRandom(seed, "numbers");
        const tensors = Object.entries(inputs).map(([name, shape]) => {
          const data = Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5);
          return [name, new Tensor("float32", data, shape)] as const;
        });
        const feeds = Object.fromEntries(tensors);
        const program = await compile({ inputs, fn });
        const { x: actual } = await program.run(feeds);
        const { x: expected } = await runOnJax(fn, feeds);
        await program.dispose();
        expect(actual!.dims).toEqual(expected!.shape);
        const close = expected!.data.map((value) => expect.closeTo(value, 4));
        expect(Array.from(actual!.data as Float32Array)).toEqual(close);
      }),
      { numRuns: 300 },
    );
  });
});
