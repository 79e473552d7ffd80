import { describe, expect, it } from "vitest";
import { learningRateAt } from "../../../src/student/engine/optimizer.js";

describe("learningRateAt", () => {
  const course = { steps: 100, peak: 1, warmup: 10, holdShare: 0.2, floorShare: 0.1 };

  it.each([
    { step: 0, expected: 0.1 }, // the first of ten steps up
    { step: 4, expected: 0.5 },
    { step: 9, expected: 1 },
    { step: 20, expected: 1 }, // the hold ends here
    { step: 40, expected: 0.868198 }, // a quarter of the way down: 0.1 + 0.9 * (1 + cos(pi / 4)) / 2
    { step: 60, expected: 0.55 }, // half-way: 0.1 + 0.9 / 2
    { step: 100, expected: 0.1 },
    { step: 200, expected: 0.1 },
  ])("is $expected at step $step", ({ step, expected }) => {
    expect(learningRateAt({ ...course, step })).toBeCloseTo(expected, 6);
  });
});
