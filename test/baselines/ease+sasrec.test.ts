import { describe, expect, it } from "vitest";
import {
  type BlendModels,
  chooseBlend,
  createBlendRecommender,
  fitBlend,
} from "../../src/baselines/ease-sasrec.js";
import { createSasRecRecommender } from "../../src/baselines/sasrec/recommender.js";
import { initialSasRecWeights } from "../../src/baselines/sasrec/weights.js";
import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createTasks, visible } from "../../src/data/tasks.js";
import { recommenderPolicy } from "../../src/evaluation/policies.js";
import type { ItemId, RecommendationTask, Split } from "../../src/types.js";
import { describeRecommender } from "../support/describe-recommender.js";
import { colorBoard } from "./colors.js";

/** A recommender with the same scores for every history; 0 for other items. */
const fixed = (scores: Readonly<Record<ItemId, number>>) => ({
  name: "fixed",
  score: (_: readonly ItemId[], items: readonly ItemId[]) =>
    Float64Array.from(items, (item) => scores[item] ?? 0),
});

const items = ["a", "b", "c"];
const models: BlendModels = {
  items,
  ease: fixed({ a: 3, b: 2, c: 1 }),
  sasRec: fixed({ a: Math.exp(-4), b: Math.exp(-3), c: Math.exp(-1) }),
};

describeRecommender(
  "ease+sasrec",
  ({ items: catalog }) =>
    createBlendRecommender(
      {
        items: catalog,
        ease: fixed(Object.fromEntries(catalog.map((item, index) => [item, index % 5]))),
        sasRec: fixed(Object.fromEntries(catalog.map((item, index) => [item, 1 / (2 + index)]))),
      },
      { scale: "ranks", weight: 0.3 },
    ),
  { personal: false },
);

describe("createBlendRecommender", () => {
  it("adds z-scores over the catalog, of SASRec those of logarithms", () => {
    const { score } = createBlendRecommender(models, { scale: "z-scores", weight: 0.25 });
    // EASE: mean 2, deviation sqrt(2/3) = 0.81650: 1.22474, 0, -1.22474. Logarithms: mean -8/3, deviation
    // sqrt((16 + 1 + 25) / 27) = 1.24722: -1.06904, -0.26726, 1.33631. Sums: 0.75 x the one + 0.25 x the other.
    expect([...score([], ["c", "a", "unknown", "b"])]).toEqual(
      [-0.58448, 0.6513, -0.58448, -0.06682].map((x) => expect.closeTo(x, 4)),
    );
  });

  it("adds ranks over the catalog, the mean rank for equal scores", () => {
    const tied = { ...models, sasRec: fixed({ a: 0.4, b: 0.2, c: 0.4 }) };
    const { score } = createBlendRecommender(tied, { scale: "ranks", weight: 0.5 });
    // EASE: 5/6, 3/6 and 1/6. SASRec: 4/6 for the two that share the ranks 2 and 3, and 1/6.
    expect([...score([], items)]).toEqual([9 / 12, 4 / 12, 5 / 12].map((x) => expect.closeTo(x)));
  });

  it("does not divide by zero where all scores are equal", () => {
    const flat = { ...models, ease: fixed({}) };
    const { score } = createBlendRecommender(flat, { scale: "z-scores", weight: 0.5 });
    expect(score([], items)[2]).toBeCloseTo(0.66815); // half of 1.33631
  });
});

describe("chooseBlend", () => {
  const task = (heldOut: ItemId): RecommendationTask =>
    ({ history: [], candidates: ["a", "b", "c"], heldOut }) as unknown as RecommendationTask;

  it("finds the weight with the highest hit rate: only a mixture ranks b first", () => {
    const own = {
      items,
      ease: fixed({ a: 10, b: 9, c: 0 }),
      sasRec: fixed({ a: Math.exp(-10), b: Math.exp(-1), c: Math.exp(-0.1) }),
    };
    const { blend, hitRate } = chooseBlend(own, [task("b")]);
    expect(hitRate).toBe(1);
    // Z-scores of EASE: 0.815, 0.593, -1.408; of SASRec -1.408, 0.602, 0.806. b passes a from a weight of 0.222 / 2.232 = 0.0995 on.
    expect(blend).toEqual({ scale: "z-scores", weight: 0.1 });
  });

  it.each([
    { heldOut: "a", weight: 0 }, // EASE has it first; of equal weights the lowest is taken
    { heldOut: "c", weight: 0.55 }, // a and c are equal at 2.44949 / (2.44949 + 2.40535) = 0.5045
  ])("finds a weight of $weight to rank $heldOut first", ({ heldOut, weight }) => {
    const { blend } = chooseBlend(models, [task(heldOut)]);
    expect(blend).toEqual({ scale: "z-scores", weight });
  });

  it("takes ranks where they are better", () => {
    // Among z-scores the outlier a is either first, or SASRec alone decides between b and c. By ranks, b is second for both models and
    // passes a where (1 - w) x 1 < w x 2, from a weight of 1/3 on.
    const outlier = {
      items: ["a", "b", "c", "d"],
      ease: fixed({ a: 1000, b: 1.0002, d: 1.0001, c: 1 }),
      sasRec: fixed({
        a: Math.exp(-10),
        b: Math.exp(-1.001),
        c: Math.exp(-1),
        d: Math.exp(-1.002),
      }),
    };
    const { blend, hitRate } = chooseBlend(outlier, [task("b")]);
    expect({ ...blend, hitRate }).toEqual({ scale: "ranks", weight: 0.35, hitRate: 1 });
  });
});

describe("fitBlend", () => {
  const dataset = colorBoard(40);
  const items = [...dataset.items.keys()];
  const config = { items: items.length, width: 8, blocks: 1, length: 5 };
  const [weights, validated] = [1, 2].map((seed) => initialSasRecWeights(config, seed));
  const model = { items, weights: weights!, validated: validated!, heads: 1, steps: 1, checks: [] };

  it.each([
    { split: "test", of: validated! },
    { split: "validation", of: weights! },
  ] as const)(
    "chooses weights on validation tasks with models for these, to rank $split tasks",
    async ({ split, of }) => {
      const fit = (fitted: Split) =>
        fitCollaborativeIndex({ sequences: fitInteractions(dataset, fitted), items });
      const index = await fit(split);
      const { policy, choice } = await fitBlend(model, { dataset, split, index, seed: 1 });
      const earlier = {
        items,
        ease: (await fit("validation")).ease!,
        sasRec: createSasRecRecommender({ items, weights: of }),
      };
      const { tasks } = createTasks(dataset, { split: "validation", seed: 1 });
      const { blend, hitRate } = chooseBlend(earlier, tasks);
      const [weight, rest] = [blend.weight, 1 - blend.weight].map((part) => part.toFixed(2));
      expect(choice).toBe(
        `${weight} x SASRec + ${rest} x EASE, of ${blend.scale}, with HR ${(100 * hitRate).toFixed(1)} on validation tasks`,
      );
      const [ranked] = createTasks(dataset, { split, limit: 1 }).tasks;
      const expected = createBlendRecommender(
        { items, ease: index.ease!, sasRec: createSasRecRecommender(model) },
        blend,
      );
      expect(await policy.rank(visible(ranked!))).toEqual(
        await recommenderPolicy(expected).rank(visible(ranked!)),
      );
    },
  );
});
