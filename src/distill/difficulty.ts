/** Difficulty levels of a prompt, from the easiest. */
export const DIFFICULTIES = ["easy", "medium", "hard"] as const;

/** Difficulty of a prompt for the policy that attempted it. */
export type Difficulty = (typeof DIFFICULTIES)[number];

/** Proportions in which prompts of the three levels are mixed for reinforcement learning (arXiv 2602.09829, section 3). */
export const DIFFICULTY_MIX = { easy: 3, medium: 4, hard: 3 } as const satisfies Record<
  Difficulty,
  number
>;

/**
 * Rates a prompt by its share of successful rollouts: more than two thirds is easy, less than one third is hard, and both
 * boundaries are medium. With the paper's 8 rollouts neither boundary can occur: 0 to 2 successes are hard, 3 to 5 medium,
 * 6 to 8 easy.
 *
 * @param successes - Rollouts that rank the held-out item first, from 0 to `rollouts`.
 * @param rollouts - At least 1.
 * @see arXiv 2602.09829, section 3
 */
export function rateDifficulty(successes: number, rollouts: number): Difficulty {
  const share = successes / rollouts;
  if (share > 2 / 3) return "easy";
  return share < 1 / 3 ? "hard" : "medium";
}
