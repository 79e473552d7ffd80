import { describe, expect, it } from "vitest";
import { trainBest } from "../../src/baselines/train-best.js";
import type { Weights } from "../../src/student/engine/parameters.js";
import { type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";

/** Trains one weight from 0 toward 1; validations return the given hit rates. */
async function train(hitRates: readonly number[], signal?: AbortSignal) {
  const { numpy: np } = await loadJax();
  const { Tensor } = await loadOrt();
  const validations = hitRates.values();
  const validated: number[] = [];
  const { weights, ...rest } = await trainBest<{ weight: JaxArray }>({
    initial: { weight: { shape: [1], data: Float32Array.of(0) } },
    loss: ({ weight }, { goal }) => ({ loss: np.square(weight.sub(goal as JaxArray)).sum() }),
    batch: { goal: [1] },
    nextBatch: () => ({ goal: new Tensor("float32", Float32Array.of(1), [1]) }),
    schedule: { steps: 8, peak: 0.01, warmup: 1 },
    stop: {
      every: 2,
      patience: 2,
      hitRate: (tree) => {
        validated.push(weightOf(tree));
        return validations.next().value ?? 0;
      },
    },
    signal,
  });
  return { weight: weightOf(weights), validated, ...rest };
}

const weightOf = (tree: unknown) => (tree as { weight: Weights }).weight.data[0]!;

describe("trainBest", () => {
  it("keeps the weights of the best validation and stops after two without improvement", async () => {
    const { weight, validated, steps, checks } = await train([0.5, 0.4, 0.3, 0.9]);
    expect(checks.map(({ step }) => step)).toEqual([2, 4, 6]);
    expect(steps).toBe(2);
    expect(weight).toBe(validated[0]);
    expect(validated[0]).toBeLessThan(validated[1]!);
  });

  it("continues while validations improve", async () => {
    const { weight, validated, steps } = await train([0.1, 0.2, 0.2, 0.3]);
    expect(steps).toBe(8);
    expect(weight).toBe(validated[3]);
  });

  it("stops when it is aborted", async () => {
    await expect(train([], AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
