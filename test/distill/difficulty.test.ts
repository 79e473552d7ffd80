import { describe, expect, it } from "vitest";
import { DIFFICULTY_MIX, rateDifficulty } from "../../src/distill/difficulty.js";

describe("rateDifficulty", () => {
  it.each([
    // The paper's 8 rollouts: 8 / 3 = 2.67 and 16 / 3 = 5.33, so the levels change after 2 and after 5 successes.
    { successes: 0, rollouts: 8, level: "hard" },
    { successes: 2, rollouts: 8, level: "hard" },
    { successes: 3, rollouts: 8, level: "medium" },
    { successes: 5, rollouts: 8, level: "medium" },
    { successes: 6, rollouts: 8, level: "easy" },
    { successes: 8, rollouts: 8, level: "easy" },
    // Exactly one third and exactly two thirds are medium.
    { successes: 0, rollouts: 3, level: "hard" },
    { successes: 1, rollouts: 3, level: "medium" },
    { successes: 2, rollouts: 3, level: "medium" },
    { successes: 3, rollouts: 3, level: "easy" },
    { successes: 2, rollouts: 6, level: "medium" },
    { successes: 4, rollouts: 6, level: "medium" },
    { successes: 1, rollouts: 2, level: "medium" },
    { successes: 0, rollouts: 1, level: "hard" },
    { successes: 1, rollouts: 1, level: "easy" },
  ])("rates $successes of $rollouts successes as $level", ({ successes, rollouts, level }) => {
    expect(rateDifficulty(successes, rollouts)).toBe(level);
  });
});

describe("DIFFICULTY_MIX", () => {
  it("is the paper's 3 : 4 : 3 (arXiv 2602.09829, section 3)", () => {
    expect(DIFFICULTY_MIX).toEqual({ easy: 3, medium: 4, hard: 3 });
  });
});
