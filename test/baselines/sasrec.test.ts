import { describe, expect, it } from "vitest";
import { dot, matrixRow } from "../../src/baselines/dense.js";
import { createSasRecNetwork, type SasRecInputs } from "../../src/baselines/sasrec/network.js";
import { createSasRecRecommender, nextItemLogits } from "../../src/baselines/sasrec/recommender.js";
import type { SasRecSettings } from "../../src/baselines/sasrec/settings.js";
import { trainSasRec } from "../../src/baselines/sasrec/train.js";
import {
  initialSasRecWeights,
  type SasRecConfig,
  type SasRecWeights,
} from "../../src/baselines/sasrec/weights.js";
import { createWindowBatches, windowSpec } from "../../src/baselines/sasrec/windows.js";
import { createRandom, randomNormal } from "../../src/random.js";
import { compile } from "../../src/student/engine/compile.js";
import { createParameters, nest, type Weights } from "../../src/student/engine/parameters.js";
import { type JaxArray, loadJax, loadOrt } from "../../src/student/engine/runtime.js";
import { range } from "../../src/student/engine/shape.js";
import type { Dataset } from "../../src/types.js";
import { describeRecommender } from "../support/describe-recommender.js";
import { circle, expectCircleLearned } from "./colors.js";

const config: SasRecConfig = { items: 7, width: 8, blocks: 2, length: 5 };
const ligr: SasRecConfig = { ...config, block: "ligr", heads: 2, expansion: 3 };
const sequences = [
  [0, 1, 2],
  [3, 4, 5, 6],
];
const windows = { config, sequences, rows: 2, dropout: 0, seed: 1 };

for (const [name, { heads = 1, ...sizes }] of [
  ["sasrec", config],
  ["esasrec", ligr],
] as const) {
  describeRecommender(
    name,
    ({ items }) => {
      const weights = initialSasRecWeights({ ...sizes, heads, items: items.length }, 1);
      const recommender = createSasRecRecommender({ items, weights, heads });
      expect(recommender.name).toBe(name);
      return recommender;
    },
    { personal: false },
  );
}

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

/** Weights without zeros and ones, which would hide a missing bias, gain or shift. */
function randomWeights(own: SasRecConfig): SasRecWeights<Weights> {
  const random = createRandom("weights of a test");
  const weights = initialSasRecWeights(own, 1);
  const vary = ({ data }: Weights) => {
    for (let index = 0; index < data.length; index++) data[index]! += 0.3 * randomNormal(random);
  };
  const visit = (tree: object): void => {
    if ("data" in tree) return vary(tree as Weights);
    for (const child of Object.values(tree)) visit(child);
  };
  visit(weights);
  return weights;
}

describe("nextItemLogits", () => {
  it.each([
    ["SASRec", config],
    ["SASRec with two heads", { ...config, heads: 2 }],
    ["eSASRec", ligr],
  ])("equals the network of %s that is trained", async (_, own) => {
    const weights = randomWeights(own);
    const { states, itemIndexes } = await runNetwork(own, weights);
    for (const row of range(2)) {
      const history = itemIndexes.slice(5 * row, 5 * row + 5).filter((item) => item < 7);
      const last = states.slice(8 * (5 * row + 4), 8 * (5 * row + 5));
      const expected = range(7).map((item) => dot(last, matrixRow(weights.items, item)));
      expect([...nextItemLogits(history, { weights, heads: own.heads ?? 1 })]).toEqual(
        expected.map((x) => expect.closeTo(x, 4)),
      );
    }
  });
});

/** States of all positions of one batch, and their item indexes. */
async function runNetwork(own: SasRecConfig, weights: SasRecWeights<Weights>) {
  const options = { ...windows, config: own };
  const { names, shapes, tensors } = await createParameters(weights);
  const { targets: _, positionWeights: __, ...spec } = windowSpec(options);
  const network = createSasRecNetwork(await loadJax(), { ...own, rows: 2 });
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
  } = createWindowBatches(await loadOrt(), options)();
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
  const train = (dataset: Dataset, change: Partial<SasRecSettings> = {}) =>
    trainSasRec({ dataset, split: "test", settings: { ...settings, ...change } });

  it("learns the next item on a circle", async () => expectCircleLearned(await train(circle())));

  it("trains the same weights with the same seed", async () => {
    const [first, second] = [await train(circle(), once), await train(circle(), once)];
    expect(second).toEqual(first);
    const other = await trainSasRec({ dataset: circle(), split: "test", settings: once, seed: 2 });
    expect(other.weights).not.toEqual(first.weights);
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
