import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Checkpoint,
  readCheckpoint,
  writeCheckpoint,
} from "../../../src/student/engine/checkpoint.js";
import { createGradientProgram } from "../../../src/student/engine/gradients.js";
import { createOptimizer } from "../../../src/student/engine/optimizer.js";
import { toEntries } from "../../../src/student/engine/parameters.js";
import { range } from "../../../src/student/engine/shape.js";
import {
  blockBatchSpec,
  createBlockBatch,
  createBlockLoss,
  createBlockParameters,
} from "./block.js";

type Start = Pick<Checkpoint, "parameters"> & Partial<Checkpoint>;

/** Trains the block on new rows in the given steps and returns its final state. */
async function train({ parameters, optimizer: state }: Start, steps: readonly number[]) {
  const batch = blockBatchSpec(4);
  const program = await createGradientProgram({
    loss: await createBlockLoss(4),
    parameters,
    batch,
  });
  const optimizer = await createOptimizer({ parameters });
  if (state !== undefined) optimizer.restore(state);
  const losses: number[] = [];
  for (const step of steps) {
    const rows = range(4).map((row) => 4 * step + row);
    const { loss, gradients } = await program.run(parameters, await createBlockBatch(rows));
    await optimizer.apply(gradients, 0.01);
    losses.push(loss);
  }
  return { parameters, optimizer: optimizer.state, losses };
}

const fresh = async () => ({ parameters: await createBlockParameters() });

describe("training", () => {
  it("has exactly the same loss curve with the same seed", async () => {
    const first = await train(await fresh(), range(20));
    const second = await train(await fresh(), range(20));
    expect(second.losses).toEqual(first.losses);
    expect(first.losses.at(-1)).toBeLessThan(0.9 * first.losses[0]!);
  });

  it("resumes from a checkpoint with exactly the same steps", async () => {
    const directory = await mkdtemp(join(tmpdir(), "star-training-"));
    const whole = await train(await fresh(), range(6));
    const half = await train(await fresh(), [0, 1, 2]);
    await writeCheckpoint(join(directory, "half"), { ...half, meta: null });
    const rest = await train(await readCheckpoint(join(directory, "half")), [3, 4, 5]);
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expect(toEntries(rest.parameters)).toEqual(toEntries(whole.parameters));
    await rm(directory, { recursive: true });
  });

  it("accumulates the gradients of two halves of a batch to those of the whole", async () => {
    const { parameters } = await fresh();
    const gradientsOf = async (rows: number[]) => {
      const loss = await createBlockLoss(rows.length, 16);
      const batch = blockBatchSpec(rows.length);
      const program = await createGradientProgram({ loss, parameters, batch });
      return (await program.run(parameters, await createBlockBatch(rows))).gradients;
    };
    const whole = await gradientsOf(range(16));
    const halves = [await gradientsOf(range(8)), await gradientsOf(range(16).slice(8))] as const;
    const { accumulate } = await createOptimizer({ parameters });
    const sum = await accumulate(...halves);
    // The two orders of adding differ by float32's rounding, 6e-8 a sum of 80 numbers below 1.
    sum.forEach((tensor, index) => {
      const expected = Array.from(whole[index]!.data as Float32Array, (x) => expect.closeTo(x, 5));
      expect(Array.from(tensor.data as Float32Array)).toEqual(expected);
    });
  });
});
