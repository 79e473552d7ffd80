import { describe, expect, it } from "vitest";
import { nextItemLogits } from "../../src/baselines/sasrec/recommender.js";
import type { SasRecSettings } from "../../src/baselines/sasrec/settings.js";
import { trainSasRec } from "../../src/baselines/sasrec/train.js";
import type { Weights } from "../../src/student/engine/parameters.js";
import { circle, expectCircleLearned } from "./colors.js";

// That the network which is trained equals the one that ranks is tested in sasrec.test.ts, for both kinds of blocks.

describe("nextItemLogits with LiGR blocks", () => {
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

describe("trainSasRec with LiGR blocks", () => {
  const settings = {
    block: "ligr",
    heads: 2,
    width: 16,
    blocks: 1,
    length: 4,
    dropout: 0.1,
    epochs: 60,
    epochsBetweenChecks: 60,
    learningRate: 1e-2,
  } as const;
  const once = { ...settings, epochs: 2, epochsBetweenChecks: 2 };
  const train = (change: Partial<SasRecSettings> = {}, seed = 1) =>
    trainSasRec({ dataset: circle(), split: "test", settings: { ...settings, ...change }, seed });

  it("learns the next item on a circle", async () => expectCircleLearned(await train()));

  it("trains the same weights with the same seed", async () => {
    const [first, second] = [await train(once), await train(once)];
    expect(second).toEqual(first);
    expect((await train(once, 2)).weights).not.toEqual(first.weights);
  });

  it("rejects heads that do not divide the width", async () => {
    await expect(train({ heads: 3 })).rejects.toThrow(
      "heads is 3, which does not divide the width 16. Use a width that is a multiple",
    );
  });
});
