import { beforeAll, describe, expect, it } from "vitest";
import { createLearnedRanker } from "../../src/baselines/learned-ranker/policy.js";
import { trainLearnedRanker } from "../../src/baselines/learned-ranker/train.js";
import {
  type CollaborativeIndex,
  fitCollaborativeIndex,
} from "../../src/collaborative/collaborative-index.js";
import { fitPopularity } from "../../src/collaborative/popularity.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createTasks } from "../../src/data/tasks.js";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { recommenderPolicy } from "../../src/evaluation/policies.js";
import { circle, colorBoard } from "./colors.js";

const dataset = colorBoard();
const { tasks } = createTasks(dataset, { split: "test" });
const train = (seed: number) => trainLearnedRanker({ dataset, seed });

describe("trainLearnedRanker", () => {
  let index: CollaborativeIndex;
  beforeAll(async () => {
    const sequences = fitInteractions(dataset, "test");
    index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  });

  it("beats popularity where the evidence determines the held-out item", async () => {
    const ranker = createLearnedRanker({ model: await train(1), index, dataset });
    const policies = [recommenderPolicy(fitPopularity(index.matrix)), ranker];
    const { rows } = await evaluate({ policies, tasks, synthetic: true });
    const [popularity, learned] = rows.map(({ HR }) => HR);
    expect(popularity).toBeLessThan(0.4);
    // Three items of the user's color are left, so that at most two negatives resemble the held-out item.
    expect(learned).toBeGreaterThan(0.85);
  });

  it("gives the same scores with the same seed, and other scores with another seed", async () => {
    const scoresOf = async (seed: number) => {
      const ranker = createLearnedRanker({ model: await train(seed), index, dataset });
      return (await ranker.rank(tasks[0]!)).scores;
    };
    const scores = await scoresOf(1);
    expect(await scoresOf(1)).toEqual(scores);
    expect(await scoresOf(2)).not.toEqual(scores);
  });

  it("rejects a dataset without training tasks", async () => {
    const short = circle({ steps: 3 });
    await expect(trainLearnedRanker({ dataset: short })).rejects.toThrow(/no train tasks/);
  });
});
