import { describe, expect, it } from "vitest";
import { createOptimizer, learningRateAt } from "../../../src/student/engine/optimizer.js";
import { createParameters, type ParameterSet } from "../../../src/student/engine/parameters.js";
import { loadOrt } from "../../../src/student/engine/runtime.js";

async function gradientsOf(...lists: number[][]) {
  const { Tensor } = await loadOrt();
  return lists.map((list) => new Tensor("float32", Float32Array.from(list), [list.length]));
}

const weights = {
  a: { shape: [1], data: Float32Array.of(1) },
  b: { shape: [1], data: Float32Array.of(2) },
};
const valuesOf = ({ tensors }: ParameterSet) => tensors.map((tensor) => Number(tensor.data[0]));

describe("createOptimizer", () => {
  it("makes the updates of Adam", async () => {
    const parameters = await createParameters(weights);
    const options = { parameters, beta1: 0.5, beta2: 0.75, epsilon: 0, clipNorm: 100 };
    const optimizer = await createOptimizer(options);
    await optimizer.apply(await gradientsOf([2], [-4]), 0.1);
    // At the first step the unbiased means are g and g^2, so that every weight moves by the rate.
    expect(valuesOf(parameters)).toEqual([expect.closeTo(0.9, 6), expect.closeTo(2.1, 6)]);
    await optimizer.apply(await gradientsOf([4], [-4]), 0.1);
    // a: m = 0.5 * 1 + 0.5 * 4 = 2.5, over 1 - 0.5^2 = 0.75 it is 10/3; v = 0.75 * 1 + 0.25 * 16 = 4.75, over 0.4375 it is 76/7;
    // the step is 0.1 * (10/3) / sqrt(76/7) = 0.101163. b: the gradient has not changed, so 0.1 again.
    expect(valuesOf(parameters)).toEqual([expect.closeTo(0.798837, 6), expect.closeTo(2.2, 6)]);
    expect(optimizer.state.step).toBe(2);
  });

  it("clips gradients to the maximum norm and returns the norm before clipping", async () => {
    const parameters = await createParameters(weights);
    // With both decay rates 0 and a large epsilon Adam is gradient descent with the rate 1000 / 1000.
    const options = { parameters, beta1: 0, beta2: 0, epsilon: 1000, clipNorm: 1 };
    const optimizer = await createOptimizer(options);
    expect(await optimizer.apply(await gradientsOf([3], [4]), 1000)).toBeCloseTo(5, 6);
    expect(valuesOf(parameters)).toEqual([expect.closeTo(1 - 0.6, 2), expect.closeTo(2 - 0.8, 2)]);
    expect(await optimizer.apply(await gradientsOf([0.3], [0.4]), 1000)).toBeCloseTo(0.5, 6);
    expect(valuesOf(parameters)).toEqual([expect.closeTo(0.1, 2), expect.closeTo(0.8, 2)]);
  });

  it.each([NaN, Infinity])(
    "rejects gradients of %d and leaves the weights unchanged",
    async (bad) => {
      const parameters = await createParameters(weights);
      const optimizer = await createOptimizer({ parameters });
      await expect(optimizer.apply(await gradientsOf([bad], [1]), 0.1)).rejects.toMatchObject({
        code: "TRAINING_DIVERGED",
        message: expect.stringContaining("at step 1"),
      });
      expect(valuesOf(parameters)).toEqual([1, 2]);
      expect(optimizer.state.step).toBe(0);
    },
  );

  it("rejects the state of other parameters", async () => {
    const [parameters, other] = [
      await createParameters(weights),
      await createParameters(weights.a),
    ];
    const { state } = await createOptimizer({ parameters: other });
    const optimizer = await createOptimizer({ parameters });
    expect(() => optimizer.restore(state)).toThrow('does not fit the parameter "b"');
  });

  it("adds gradients", async () => {
    const parameters = await createParameters(weights);
    const optimizer = await createOptimizer({ parameters });
    const sum = await optimizer.accumulate(
      await gradientsOf([1], [2]),
      await gradientsOf([3], [4]),
    );
    expect(sum.map((tensor) => tensor.data[0])).toEqual([4, 6]);
  });
});

describe("learningRateAt", () => {
  const schedule = { steps: 100, peak: 1, warmup: 10, holdShare: 0.2, floorShare: 0.1 };

  it.each([
    { step: 0, expected: 0.1 }, // the first of ten steps up
    { step: 4, expected: 0.5 },
    { step: 9, expected: 1 },
    { step: 20, expected: 1 }, // the hold ends here
    { step: 40, expected: 0.868198 }, // a quarter of the fall: 0.1 + 0.9 * (1 + cos(pi / 4)) / 2
    { step: 60, expected: 0.55 }, // half-way: 0.1 + 0.9 / 2
    { step: 100, expected: 0.1 },
    { step: 200, expected: 0.1 },
  ])("is $expected at step $step", ({ step, expected }) => {
    expect(learningRateAt({ ...schedule, step })).toBeCloseTo(expected, 6);
  });
});
