import { describe, expect, it } from "vitest";
import { dot, matrixRow } from "../../src/baselines/dense.js";
import {
  createSasRecNetwork,
  initialSasRecWeights,
  type SasRecInputs,
  type SasRecWeights,
} from "../../src/baselines/sasrec/network.js";
import { createSasRecRecommender, nextItemLogits } from "../../src/baselines/sasrec/recommender.js";
import { trainSasRec } from "../../src/baselines/sasrec/train.js";
import { createWindowBatches, windowSpec } from "../../src/baselines/sasrec/windows.js";
import { compile } from "../../src/student/engine/compile.js";
import { createParameters, nest, type Weights } from "../../src/student/engine/parameters.js";
import { type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";
import { range } from "../../src/student/engine/shape.js";
import type { Dataset } from "../../src/types.js";
import { describeRecommender } from "../support/describe-recommender.js";
import { circle } from "./colors.js";

const config = { items: 7, width: 8, blocks: 2, length: 5 };
const sequences = [
  [0, 1, 2],
  [3, 4, 5, 6],
];
const windows = { config, sequences, rows: 2, dropout: 0, seed: 1 };

describeRecommender(
  "sasrec",
  ({ items }) =>
    createSasRecRecommender({
      items,
      weights: initialSasRecWeights({ ...config, items: items.length }, 1),
    }),
  { personal: false },
);

describe("createWindowBatches", () => {
  it("lays windows out to end at the last position, each position attending to itself and earlier ones", async () => {
    const batch = createWindowBatches(await loadOrt(), {
      ...windows,
      sequences: [[4, 2]],
      rows: 1,
    });
    const { itemIndexes, targets, positionWeights, attentionBias } = batch();
    expect([...itemIndexes!.data]).toEqual([7, 7, 7, 7, 4]); // 7 is the token before the first interaction
    expect([...targets!.data].slice(3)).toEqual([4, 2]);
    expect([...positionWeights!.data]).toEqual([0, 0, 0, 0.5, 0.5]);
    const visible = [...attentionBias!.data].map((value) => (value === 0 ? 1 : 0));
    expect(visible.slice(15)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 1, 1]);
  });

  it("drops the given share of values and scales the others", async () => {
    const { dropoutMask } = createWindowBatches(await loadOrt(), { ...windows, dropout: 0.2 })();
    const values = Array.from(dropoutMask!.data as Float32Array);
    expect(new Set(values)).toEqual(new Set([0, 1.25]));
    const dropped = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(dropped - 0.2)).toBeLessThan(0.1); // 400 numbers: five standard errors
  });
});

describe("nextItemLogits", () => {
  it("equals the network that is trained", async () => {
    const weights = initialSasRecWeights(config, 1);
    const { states, itemIndexes } = await runNetwork(weights);
    for (const row of range(2)) {
      const history = itemIndexes.slice(5 * row, 5 * row + 5).filter((item) => item < 7);
      const last = states.slice(8 * (5 * row + 4), 8 * (5 * row + 5));
      const expected = range(7).map((item) => dot(last, matrixRow(weights.items, item)));
      expect([...nextItemLogits(history, weights)]).toEqual(
        expected.map((x) => expect.closeTo(x, 5)),
      );
    }
  });
});

/** States of all positions of one batch, and their item indexes. */
async function runNetwork(weights: SasRecWeights<Weights>) {
  const { names, shapes, tensors } = await createParameters(weights);
  const { targets: _, positionWeights: __, ...spec } = windowSpec(windows);
  const network = createSasRecNetwork(await loadJax(), { ...config, rows: 2 });
  const program = await compile({
    inputs: { ...Object.fromEntries(names.map((name, index) => [name, shapes[index]!])), ...spec },
    fn: (arrays) => {
      const list = names.map((name) => arrays[name] as JaxArray);
      const tree = nest(names, list) as SasRecWeights<JaxArray>;
      return { states: network(tree, arrays as SasRecInputs) };
    },
  });
  const {
    targets: ___,
    positionWeights: ____,
    ...batch
  } = createWindowBatches(await loadOrt(), windows)();
  const values = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
  const { states } = await program.run({ ...values, ...batch });
  return {
    states: Float64Array.from(states!.data as Float32Array),
    itemIndexes: Array.from(batch["itemIndexes"]!.data as Int32Array),
  };
}

describe("trainSasRec", () => {
  const settings = {
    width: 16,
    blocks: 1,
    length: 4,
    dropout: 0.1,
    epochs: 60,
    epochsBetweenChecks: 20,
    learningRate: 1e-2,
  };
  const once = { ...settings, epochs: 2, epochsBetweenChecks: 2 };
  const train = (dataset: Dataset, change: Partial<typeof settings> = {}) =>
    trainSasRec({ dataset, split: "test", settings: { ...settings, ...change } });

  it("learns the next item on a circle", async () => {
    const model = await train(circle());
    const recommender = createSasRecRecommender(model);
    for (const item of range(30)) {
      const history = [model.items[(item + 28) % 30]!, model.items[(item + 29) % 30]!];
      const [next, ...others] = recommender.score(history, [
        model.items[item]!,
        ...model.items.filter((_, other) => other !== item),
      ]);
      expect(next).toBeGreaterThan(Math.max(...others));
    }
  });

  it("trains the same weights with the same seed", async () => {
    const [first, second] = [await train(circle(), once), await train(circle(), once)];
    expect(second).toEqual(first);
  });

  it("does not use the test targets", async () => {
    const dataset = circle();
    const last = [...dataset.items.keys()].at(-1)!;
    const interactions = Array.from(dataset.interactions, (one) =>
      one.timestamp === 5 ? { ...one, itemId: last } : one,
    );
    const altered = await train({ ...dataset, interactions }, once);
    expect(altered.weights).toEqual((await train(dataset, once)).weights);
  });

  it("rejects a catalog of more than 12,000 items", async () => {
    const dataset = circle({ items: 12_001, users: 1 });
    await expect(train(dataset)).rejects.toMatchObject({ code: "CATALOG_TOO_LARGE" });
  });
});
