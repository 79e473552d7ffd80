import { createGradientProgram } from "../../../src/student/engine/gradients.js";
import { createOptimizer } from "../../../src/student/engine/optimizer.js";
import { range } from "../../../src/student/engine/shape.js";
import type { Handler } from "../../../src/worker/protocol.js";
import {
  blockBatchSpec,
  createBlockBatch,
  createBlockLoss,
  createBlockParameters,
} from "../../student/engine/block.js";

/** Trains the test's block and returns the losses. */
export const job: Handler<{ steps: number }, number[], number> = async ({ steps }, { report }) => {
  const parameters = await createBlockParameters();
  const [loss, batch] = [await createBlockLoss(2), blockBatchSpec(2)];
  const program = await createGradientProgram({ loss, parameters, batch });
  const optimizer = await createOptimizer({ parameters });
  const losses: number[] = [];
  for (const step of range(steps)) {
    const { loss, gradients } = await program.run(
      parameters,
      await createBlockBatch([step, step + 1]),
    );
    await optimizer.apply(gradients, 0.01);
    losses.push(loss);
    report(step);
  }
  return losses;
};

export default () => job;
