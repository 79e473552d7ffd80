import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CollaborativeIndex,
  fitCollaborativeIndex,
} from "../../src/collaborative/collaborative-index.js";
import { fitItemKnn } from "../../src/collaborative/item-knn.js";
import { createNeighborIndex } from "../../src/collaborative/neighbor-index.js";
import { fitPopularity } from "../../src/collaborative/popularity.js";
import { loadMovieLens100K } from "../../src/data/movielens-100k.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createTasks } from "../../src/data/tasks.js";
import { METRICS, rankOfHeldOut } from "../../src/evaluation/metrics.js";
import type { RecommendationTask, Recommender } from "../../src/types.js";

const dataDirectory = process.env["STAR_DATA_DIR"] ?? "";

/** Mean of HR@1, HR@3 and HR@5 in percent, ties count against. */
function hitRate(recommender: Recommender, tasks: readonly RecommendationTask[]): number {
  const hits = tasks.map((task) => {
    const history = task.history.map(({ itemId }) => itemId);
    const scores = recommender.score(history, task.candidates);
    return METRICS.HR(rankOfHeldOut({ scores }, task).rank);
  });
  return (100 * hits.reduce((sum, hit) => sum + hit, 0)) / hits.length;
}

describe.skipIf(dataDirectory === "")("MovieLens 100K", () => {
  let index: CollaborativeIndex;
  let tasks: readonly RecommendationTask[];
  beforeAll(async () => {
    const dataset = await loadMovieLens100K(join(dataDirectory, "movielens-100k"));
    const sequences = fitInteractions(dataset, "test");
    tasks = createTasks(dataset, { split: "test", draws: 5 }).tasks;
    index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
  });

  it("has 943 tasks with 5 draws each", () => expect(tasks).toHaveLength(5 * 943));

  // Known figures: popularity 46.9, item-kNN 55.1 (last 3: 65.9), EASE 65.5, each an average of five other draws.
  it("EASE and popularity have their known hit rates", () => {
    expect(Math.abs(hitRate(index.ease!, tasks) - 65.5)).toBeLessThan(1);
    expect(Math.abs(hitRate(fitPopularity(index.matrix), tasks) - 46.9)).toBeLessThan(1);
  });

  it("item-kNN has its known hit rates, for the whole history and the last three", () => {
    const { matrix, coOccurrence } = index;
    const oneDraw = tasks.filter(({ draw }) => draw === 0);
    const whole = hitRate(fitItemKnn(matrix, { coOccurrence }), oneDraw);
    const recent = hitRate(fitItemKnn(matrix, { coOccurrence, lastInteractions: 3 }), tasks);
    expect(Math.abs(whole - 55.1)).toBeLessThan(2);
    expect(Math.abs(recent - 65.9)).toBeLessThan(1);
  });

  it("ALS has a hit rate near that of EASE", () => {
    const oneDraw = tasks.filter(({ draw }) => draw === 0);
    expect(Math.abs(hitRate(index.als, oneDraw) - 66)).toBeLessThan(2);
  });

  it("HNSW misses at most 2% of the twenty nearest items", async () => {
    const { factors: dimensions, itemFactors: vectors } = index.als;
    const exact = await createNeighborIndex({ vectors, dimensions, seed: 0, backend: "exact" });
    expect(index.itemNeighbors.backend).toBe("hnsw");
    const everyThird = [...index.matrix.items.keys()].filter((item) => item % 3 === 0);
    const found = everyThird.flatMap((exclude) => {
      const query = vectors.subarray(exclude * dimensions, (exclude + 1) * dimensions);
      const known = index.itemNeighbors.search(query, 20, { exclude }).map((one) => one.index);
      return exact.search(query, 20, { exclude }).map((one) => known.includes(one.index));
    });
    expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.98);
  });
});
