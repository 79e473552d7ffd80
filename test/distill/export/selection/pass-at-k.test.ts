import { describe, expect, it } from "vitest";
import { passAtK, toSampleCounts } from "../../../../src/distill/export/selection/pass-at-k.js";

describe("passAtK", () => {
  it.each([
    // 1 - C(n - c, k) / C(n, k)
    { samples: 4, successes: 1, k: 1, expected: 1 / 4 },
    { samples: 4, successes: 1, k: 2, expected: 1 - 3 / 6 },
    { samples: 5, successes: 2, k: 3, expected: 1 - 1 / 10 },
    { samples: 8, successes: 3, k: 4, expected: 1 - 5 / 70 },
    { samples: 8, successes: 0, k: 8, expected: 0 },
    { samples: 4, successes: 3, k: 2, expected: 1 }, // fewer failures than draws
    { samples: 3, successes: 3, k: 1, expected: 1 },
  ])("$successes of $samples, k = $k: $expected", ({ k, expected, ...task }) => {
    expect(passAtK(task, k)).toBeCloseTo(expected, 12);
  });

  it("does not overflow where binomial coefficients do", () => {
    // C(1999, 1000) / C(2000, 1000) = 1000 / 2000
    expect(passAtK({ samples: 2000, successes: 1 }, 1000)).toBeCloseTo(0.5, 12);
  });
});

describe("toSampleCounts", () => {
  it("averages over the tasks with enough samples", () => {
    const outcomes = { "1/2": 2, "2/4": 1, "0/1": 1 };
    expect(toSampleCounts(outcomes)).toEqual({
      tasks: 4,
      samples: 2 * 2 + 4 + 1,
      successes: 2 + 2,
      passAtK: [
        { k: 1, tasks: 4, value: (0.5 + 0.5 + 0.5 + 0) / 4 },
        { k: 2, tasks: 3, value: (1 + 1 + (1 - 1 / 6)) / 3 },
        { k: 4, tasks: 1, value: 1 },
      ],
    });
  });

  it("is empty without tasks", () => {
    expect(toSampleCounts({})).toEqual({ tasks: 0, samples: 0, successes: 0, passAtK: [] });
  });
});
