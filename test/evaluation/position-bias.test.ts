import { describe, expect, it } from "vitest";
import { firstPosition, positionBias } from "../../src/evaluation/position-bias.js";
import { remarksOf } from "../../src/evaluation/remarks.js";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { createReport } from "../../src/evaluation/report.js";
import type { Policy } from "../../src/types.js";
import { makeTasks } from "./support.js";

describe("firstPosition", () => {
  it("is the position of the first of a ranking, or of the only highest score", () => {
    const candidates = ["a", "b", "c"];
    expect(firstPosition({ ranking: ["c", "a"], scores: [9, 1, 1] }, candidates)).toBe(3);
    expect(firstPosition({ scores: [1, 5, 2] }, candidates)).toBe(2);
    expect(firstPosition({ scores: [5, 5, 2] }, candidates)).toBeNull();
    expect(firstPosition({ ranking: [] }, candidates)).toBeNull();
  });
});

describe("positionBias", () => {
  it("measures the distance from a uniform choice in standard errors", () => {
    // Of 5 candidates: mean 3, variance (25 - 1) / 12 = 2, of 8 tasks standard error sqrt(2 / 8) = 0.5.
    expect(positionBias([1, 1, 1, 1, 2, 2, 2, 2], 5)).toEqual({
      mean: 1.5,
      expected: 3,
      z: expect.closeTo(-3, 10),
      answers: 8,
    });
    expect(positionBias([], 5)).toBeUndefined();
    expect(positionBias([1, 1], 1)).toBeUndefined();
  });
});

describe("a report", () => {
  it("says which policy prefers early or late candidates, and nothing of one that does not", async () => {
    const choosing = (name: string, index: (count: number, task: number) => number): Policy => {
      let task = 0;
      return {
        name,
        rank: async ({ candidates }) => ({
          ranking: [candidates[index(candidates.length, task++)] as string],
        }),
      };
    };
    const policies = [
      choosing("first", () => 0),
      choosing("last", (count) => count - 1),
      choosing("any", (count, task) => task % count),
    ];
    const report = createReport({ evaluation: await evaluate({ policies, tasks: makeTasks(40) }) });
    const count = report.protocol.candidateCount;
    const texts = remarksOf(report)
      .filter(({ text }) => text.startsWith("prefers"))
      .map(({ policy, text }) => `${policy} ${text}`);
    const middle = ((count + 1) / 2).toFixed(1);
    expect(texts).toEqual([
      `first prefers early candidates: the one ranked first is at position 1.0 of the list on average, ${middle} without bias`,
      `last prefers late candidates: the one ranked first is at position ${count}.0 of the list on average, ${middle} without bias`,
    ]);
  });
});
