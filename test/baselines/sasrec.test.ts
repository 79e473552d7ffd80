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
import { circle } from "./colors.js";

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

  it("equals a LiGR block that was computed by hand", () => {
    const matrix = (...rows: number[][]): Weights => ({
      shape: [rows.length, rows[0]!.length],
      data: Float32Array.from(rows.flat()),
    });
    const vector = (...data: number[]): Weights => ({
      shape: [data.length],
      data: Float32Array.from(data),
    });
    const norm = { gain: vector(1, 1, 1), shift: vector(0, 0, 0) };
    const identity = matrix([1, 0, 0], [0, 1, 0], [0, 0, 1]);
    const none = matrix([0, 0, 0], [0, 0, 0], [0, 0, 0]);
    const logits = nextItemLogits([], {
      weights: {
        items: matrix([1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 3, 1]), // the last row is the start
        positions: matrix([1, -1, 0]),
        blocks: [
          {
            normBefore: norm,
            query: identity,
            key: identity,
            value: matrix([2, 0, 0], [0, 1, 0], [0, 0, 1]),
            project: { weights: identity, bias: vector(0, 4, 0) },
            attentionGate: { weights: none, bias: vector(0, Math.log(3), 0) },
            normBetween: norm,
            swish: matrix([0], [1], [0]),
            linear: matrix([-2], [0], [0]),
            contract: matrix([1, 0, 2]),
            feedForwardGate: {
              weights: matrix([0, 0, 0], [0, 0, 0], [1, 0, 0]),
              bias: vector(0, 0, 0),
            },
          },
        ],
        normLast: norm,
      },
    });
    // Start + position: (3, 2, 1), with mean 2 and variance 2/3, is normalized to (1.22474, 0, -1.22474).
    // It attends to itself only: its value is (2.44949, 0, -1.22474), projected (2.44949, 4, -1.22474).
    // Gates: 1/2, 3/4 and 1/2. The state is (3 + 1.22474, 2 + 3, 1 - 0.61237) = (4.22474, 5, 0.38763).
    // Mean 3.20412, variance 4.06648: normalized (0.50612, 0.89057, -1.39668).
    // swish(0.89057) = 0.89057 / (1 + exp(-0.89057)) = 0.63142, times -2 x 0.50612 = -0.63914, contracted (-0.63914, 0, -1.27829).
    // Gates: sigmoid of (0.38763, 0, 0), as the third number of the state is in the first gate only: 0.59571, 1/2 and 1/2.
    // The state is (4.22474 - 0.38075, 5, 0.38763 - 0.63914) = (3.84399, 5, -0.25151).
    // Mean 2.86416, variance 5.07643: normalized (0.43488, 0.94796, -1.38284).
    expect([...logits]).toEqual([0.43488, 0.94796, -1.38284].map((x) => expect.closeTo(x, 4)));
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

  it.each<Partial<SasRecSettings>>([{}, { block: "ligr", heads: 2, epochsBetweenChecks: 60 }])(
    "learns the next item on a circle with %o",
    async (change) => {
      const model = await train(circle(), change);
      const recommender = createSasRecRecommender(model);
      for (const item of range(30)) {
        const history = [model.items[(item + 28) % 30]!, model.items[(item + 29) % 30]!];
        const [next, ...others] = recommender.score(history, [
          model.items[item]!,
          ...model.items.filter((_, other) => other !== item),
        ]);
        expect(next).toBeGreaterThan(Math.max(...others));
      }
    },
  );

  it.each(["sasrec", "ligr"] as const)(
    "trains the same weights with the same seed and %s blocks",
    async (block) => {
      const own = { ...once, block };
      const [first, second] = [await train(circle(), own), await train(circle(), own)];
      expect(second).toEqual(first);
      const other = await trainSasRec({ dataset: circle(), split: "test", settings: own, seed: 2 });
      expect(other.weights).not.toEqual(first.weights);
    },
  );

  it("rejects heads that do not divide the width", async () => {
    await expect(train(circle(), { heads: 3 })).rejects.toThrow(
      "heads is 3, which does not divide the width 16. Use a width that is a multiple",
    );
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
