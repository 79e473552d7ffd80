import { describe, expect, it } from "vitest";
import { trainBest } from "../../src/baselines/train-best.js";
import type { Weights } from "../../src/student/engine/parameters.js";
import { type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";

/** Moves one weight from 0 toward 1; the looks at it find the given hit rates. */
async function train(hitRates: readonly number[], signal?: AbortSignal) {
  const { numpy: np } = await loadJax();
  const { Tensor } = await loadOrt();
  const looks = hitRates.values();
  const seen: number[] = [];
  const { weights, ...rest } = await trainBest<{ weight: JaxArray }>({
    initial: { weight: { shape: [1], data: Float32Array.of(0) } },
    loss: ({ weight }, { goal }) => ({ loss: np.square(weight.sub(goal as JaxArray)).sum() }),
    batch: { goal: [1] },
    nextBatch: () => ({ goal: new Tensor("float32", Float32Array.of(1), [1]) }),
    course: { steps: 8, peak: 0.01, warmup: 1 },
    end: {
      every: 2,
      patience: 2,
      hitRate: (tree) => {
        seen.push(weightOf(tree));
        return looks.next().value ?? 0;
      },
    },
    signal,
  });
  return { weight: weightOf(weights), seen, ...rest };
}

const weightOf = (tree: unknown) => (tree as { weight: Weights }).weight.data[0]!;

describe("trainBest", () => {
  it("keeps the weights of the best look and stops when no better one comes", async () => {
    const { weight, seen, steps, checks } = await train([0.5, 0.4, 0.3, 0.9]);
    expect(checks.map(({ step }) => step)).toEqual([2, 4, 6]);
    expect(steps).toBe(2);
    expect(weight).toBe(seen[0]);
    expect(seen[0]).toBeLessThan(seen[1]!);
  });

  it("goes on while it gets better", async () => {
    const { weight, seen, steps } = await train([0.1, 0.2, 0.2, 0.3]);
    expect(steps).toBe(8);
    expect(weight).toBe(seen[3]);
  });

  it("stops when it is asked to", async () => {
    await expect(train([], AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
