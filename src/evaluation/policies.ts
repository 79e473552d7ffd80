import { createRandom, shuffle } from "../random.js";
import type { Policy, Recommender } from "../types.js";

/**
 * Creates a policy that scores the candidates with a recommender, from the item IDs of the visible history with repeats.
 *
 * @example
 * ```ts
 * import { createTasks, loadDataset } from "langgraph-star";
 * import { recommenderPolicy } from "langgraph-star/evaluation";
 *
 * const shortestId = {
 *   name: "shortest-id",
 *   score: (_history: readonly string[], items: readonly string[]) => Float64Array.from(items, (id) => -id.length),
 * };
 * const dataset = await loadDataset({ name: "synthetic" });
 * const [task] = createTasks(dataset, { split: "test", limit: 1 }).tasks;
 * const answer = task && (await recommenderPolicy(shortestId).rank(task));
 * console.log(answer?.scores?.length); // 20
 * ```
 */
export function recommenderPolicy(recommender: Recommender): Policy {
  return {
    name: recommender.name,
    rank: async ({ history, candidates }) => ({
      scores: recommender.score(
        history.map(({ itemId }) => itemId),
        candidates,
      ),
    }),
  };
}

/**
 * Creates a policy that shuffles the candidates. Equal seeds and tasks give equal rankings.
 *
 * @example
 * ```ts
 * import { createTasks, loadDataset } from "langgraph-star";
 * import { randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const [task] = createTasks(dataset, { split: "test", limit: 1 }).tasks;
 * const answer = task && (await randomPolicy(1).rank(task));
 * console.log(answer?.ranking?.length); // 20
 * ```
 */
export function randomPolicy(seed: number): Policy {
  return {
    name: "random",
    rank: async ({ id, candidates }) => ({
      ranking: shuffle(candidates, createRandom("random policy", seed, id)),
    }),
  };
}
