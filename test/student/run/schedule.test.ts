import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  estimateDuration,
  isValidationStep,
  iterationsFor,
  stepsWithinBudget,
  validationCount,
} from "../../../src/student/run/schedule.js";

const BOTH = { stages: ["sft", "rl"], prompts: 64 } as const;
const SFT = { stages: ["sft"], prompts: 64 } as const;
const costs = {
  elapsedMs: 10_000,
  stageMs: 1_000,
  updateMs: 100,
  validationMs: 5_000,
  promptMs: 150,
};

describe("estimateDuration", () => {
  it.each([
    // 10,000 + 1,000; 300 updates, validations after 150 and 300
    { plan: SFT, steps: 300, expected: 11_000 + 30_000 + 10_000 },
    // and 8 iterations of 64 prompts, two validations
    { plan: BOTH, steps: 300, expected: 12_000 + 40_000 + 76_800 + 10_000 },
    // 6 validations at most; 50 iterations
    { plan: BOTH, steps: 2_000, expected: 12_000 + 230_000 + 480_000 + 30_000 },
    // as many prompts as updates, one iteration, one validation per stage
    { plan: BOTH, steps: 6, expected: 12_000 + 600 + 6 * 150 + 10_000 },
  ])("is $expected ms for $steps updates", ({ plan, steps, expected }) => {
    expect(estimateDuration(steps, costs, plan)).toBe(expected);
  });
});

describe("stepsWithinBudget", () => {
  it.each([
    { minutes: 2, plan: BOTH, expected: 299 }, // 119,100 ms; the next one adds an iteration and two validations
    { minutes: 2, plan: SFT, expected: 890 }, // (120,000 - 11,000 - 5 validations x 4,000) / 100
    { minutes: 0.1, plan: BOTH, expected: 1 }, // the time that has already elapsed exceeds the budget
  ])("fits $expected updates into $minutes minutes", ({ minutes, plan, expected }) => {
    const cheap = plan === SFT ? { ...costs, validationMs: 4_000 } : costs;
    expect(stepsWithinBudget(minutes * 60_000, cheap, plan)).toBe(expected);
  });

  it("stays within the budget, and one more update would not", () => {
    const cost = fc.integer({ min: 1, max: 20_000 });
    const all = fc.record({
      elapsedMs: cost,
      stageMs: cost,
      updateMs: cost,
      validationMs: cost,
      promptMs: cost,
    });
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 1_000_000 }), (given, budget) => {
        const steps = stepsWithinBudget(budget, given, BOTH);
        expect(estimateDuration(steps + 1, given, BOTH)).toBeGreaterThan(budget);
        if (steps > 1) expect(estimateDuration(steps, given, BOTH)).toBeLessThanOrEqual(budget);
      }),
    );
  });
});

describe("isValidationStep", () => {
  const validations = (length: number) =>
    Array.from({ length }, (_, index) => index + 1).filter((at) =>
      isValidationStep("sft", at, length),
    );

  it("is true at even intervals and at the end, less often in a short run", () => {
    expect(validations(6)).toEqual([6]);
    expect(validations(310)).toEqual([155, 310]);
    expect(validations(1_000)).toEqual([167, 334, 501, 668, 835, 1_000]);
  });

  it("is true as often as validationCount states", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (length) => {
        expect(validations(length)).toHaveLength(validationCount("sft", length));
      }),
    );
  });
});

describe("iterationsFor", () => {
  it("is one iteration per 40 updates, and at least one", () => {
    expect([6, 120, 1_000].map((steps) => iterationsFor(steps, ["rl"]))).toEqual([1, 3, 25]);
    expect(iterationsFor(1_000, ["sft"])).toBe(0);
  });
});
