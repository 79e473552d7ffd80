import type { Policy, RecommendationTask } from "../../src/types.js";

/** Tasks of users u0, u1, ... with candidates a, b, c, ...; the held-out item is `a` unless said. */
export function makeTasks(
  users: number,
  { candidates = 20, draws = 1, heldOut = "a" } = {},
): RecommendationTask[] {
  return Array.from({ length: users * draws }, (_, place) => ({
    id: `tiny/classic/test/u${place % users}/1/${Math.floor(place / users)}/7`,
    dataset: "tiny",
    scenario: "classic" as const,
    split: "test" as const,
    draw: Math.floor(place / users),
    seed: 7,
    userId: `u${place % users}`,
    history: [{ userId: `u${place % users}`, itemId: "z", timestamp: 1 }],
    candidates: [..."abcdefghijklmnopqrstuvwxyz"].slice(0, candidates),
    heldOut,
  }));
}

export function makeTask(options: { candidates?: number; heldOut?: string } = {}) {
  return makeTasks(1, options)[0]!;
}

/** Puts item `a` at a rank that depends on the user: u0 has `ranks[0]`, and so on round. */
export function rankedPolicy(name: string, ranks: readonly number[]): Policy {
  return {
    name,
    rank: async ({ userId, candidates }) => {
      const others = candidates.filter((item) => item !== "a");
      const rank = ranks[Number(userId.slice(1)) % ranks.length]!;
      return {
        ranking: [...others.slice(0, rank - 1), "a", ...others.slice(rank - 1)],
        latencyMs: 10,
      };
    },
  };
}
