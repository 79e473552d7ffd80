import { describe, expect, it } from "vitest";
import { createGradientProgram } from "../../../src/student/engine/gradients.js";
import {
  createParameterSet,
  nest,
  type ParameterSet,
  toEntries,
} from "../../../src/student/engine/parameters.js";
import type { JaxArray, Tensor } from "../../../src/student/engine/runtime.js";
import { loadFullJax } from "./jax.js";
import {
  blockBatchSpec,
  createBlockBatch,
  createBlockLoss,
  createBlockParameters,
} from "./block.js";
import { runOnJax } from "./run-on-jax.js";

const numbers = (tensor: Tensor) => Array.from(tensor.data as Float32Array);

async function setUp() {
  const parameters = await createBlockParameters();
  const loss = await createBlockLoss(3);
  const program = await createGradientProgram({ loss, parameters, batch: blockBatchSpec(3) });
  return { parameters, loss, program, batch: await createBlockBatch([0, 1, 2]) };
}

/** The same weights with one of them changed. */
async function shifted(parameters: ParameterSet, name: string, index: number, by: number) {
  const entries = toEntries(parameters).map((entry) => {
    const data = entry.data.slice();
    if (entry.name === name) data[index] = (data[index] ?? 0) + by;
    return { ...entry, data };
  });
  return createParameterSet(entries);
}

describe("createGradientProgram", () => {
  it("matches finite differences", async () => {
    const { parameters, program, batch } = await setUp();
    const { gradients } = await program.run(parameters, batch);
    // The loss is near 2 and carries float32's relative error of 6e-8, so a central difference over 2 * 0.01 is accurate to about
    // 2 * 6e-8 / 0.02 = 6e-6; its own error, the third derivative times 0.01^2 / 6, is of the order of 2e-5.
    const width = 0.01;
    for (const [parameter, name] of parameters.names.entries()) {
      for (const index of [0, 3, 7]) {
        const above = await program.run(await shifted(parameters, name, index, width), batch);
        const below = await program.run(await shifted(parameters, name, index, -width), batch);
        const slope = (above.loss - below.loss) / (2 * width);
        expect(Math.abs(slope - numbers(gradients[parameter]!)[index]!), name).toBeLessThan(2e-4);
      }
    }
  });

  it("matches the backend of jax-js", async () => {
    const { parameters, loss, program, batch } = await setUp();
    const { names } = parameters;
    const { valueAndGrad } = await loadFullJax();
    const inputs = Object.fromEntries(
      names.map((name, index) => [name, parameters.tensors[index]!]),
    );
    const expected = await runOnJax(
      ({ tokens, targets, mask, ...weights }) => {
        const list = names.map((name) => weights[name] as JaxArray);
        const value = (values: JaxArray[], rest: Record<string, JaxArray>) =>
          loss(nest(names, values) as never, rest).loss;
        const rest = { tokens: tokens!, targets: targets!, mask: mask! };
        const [total, gradients] = valueAndGrad(value)(list, rest);
        return {
          total,
          ...Object.fromEntries(gradients.map((array, index) => [names[index]!, array])),
        };
      },
      { ...inputs, ...batch },
    );
    const actual = await program.run(parameters, batch);
    expect(relativeError([actual.loss], expected["total"]!.data)).toBeLessThan(1e-5);
    names.forEach((name, index) => {
      expect(
        relativeError(numbers(actual.gradients[index]!), expected[name]!.data),
        name,
      ).toBeLessThan(1e-5);
    });
  });
});

function relativeError(actual: readonly number[], expected: readonly number[]): number {
  const size = (values: readonly number[]) => Math.hypot(...values);
  return size(expected.map((value, index) => value - actual[index]!)) / size(expected);
}
