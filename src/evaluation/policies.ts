import { createRandom, shuffle } from "../random.js";
import type { Policy, Recommender } from "../types.js";

/** A recommender as a policy: it scores the candidates from the items of the visible history, repeats kept. */
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

/** The floor: any order, the same for the same seed and task. */
export function randomPolicy(seed: number): Policy {
  return {
    name: "random",
    rank: async ({ id, candidates }) => ({
      ranking: shuffle(candidates, createRandom("random policy", seed, id)),
    }),
  };
}
