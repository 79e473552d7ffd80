import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/student/engine/compile.js";
import { loadJax, loadOrt } from "../../../src/student/engine/runtime.js";
import {
  createSurrogateLoss,
  type SurrogateInputs,
} from "../../../src/student/objective/grpo-loss.js";

type Rows = readonly (readonly number[])[];

/** Log-probabilities and advantages of one batch, with losses computed by TRL's formula. */
interface LossCase {
  readonly current: Rows;
  readonly old: Rows;
  readonly reference: Rows;
  readonly advantages: Rows;
  readonly mask: Rows;
  readonly expected: readonly { readonly beta: number; readonly loss: number }[];
}

const fixture = new URL("../../fixtures/grpo-loss/trl-loss.json", import.meta.url);
const { clip, cases } = JSON.parse(await readFile(fixture, "utf8")) as {
  readonly clip: number;
  readonly cases: readonly LossCase[];
};

/** Our loss with the weights that `trainGrpo` uses: the mean over tokens, then over rollouts. */
async function lossOf(one: LossCase, beta: number) {
  const { current, old, reference, advantages, mask } = one;
  const { Tensor } = await loadOrt();
  const jax = await loadJax();
  const shape = [mask.length, mask[0]!.length];
  const weights = mask.map((row) => {
    const count = row.reduce((sum, value) => sum + value, 0);
    return row.map((value) => value / count / mask.length);
  });
  const arrays = { current, old, reference, advantages, weights };
  const surrogate = createSurrogateLoss(jax, { clip, beta });
  const program = await compile({
    inputs: Object.fromEntries(Object.keys(arrays).map((name) => [name, shape])),
    fn: (inputs) => surrogate(inputs as unknown as SurrogateInputs),
  });
  const results = await program.run(
    Object.fromEntries(
      Object.entries(arrays).map(([name, rows]) => [
        name,
        new Tensor("float32", Float32Array.from(rows.flat()), shape),
      ]),
    ),
  );
  return { loss: Number(results["loss"]!.data[0]), kl: Number(results["kl"]!.data[0]) };
}

describe("createSurrogateLoss", () => {
  it.each(
    cases.flatMap((one, index) => one.expected.map((expected) => ({ index, one, ...expected }))),
  )("equals TRL's loss in case $index with beta $beta", async ({ one, beta, loss }) => {
    expect((await lossOf(one, beta)).loss).toBeCloseTo(loss, 5);
  });

  it("reports the KL divergence that beta multiplies", async () => {
    const [, one] = cases;
    const [without, { loss, kl }] = [await lossOf(one!, 0), await lossOf(one!, 1)];
    expect(kl).toBeGreaterThan(0.01);
    expect(loss - without.loss).toBeCloseTo(kl, 5);
  });
});
