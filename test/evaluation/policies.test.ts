import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { randomPolicy, recommenderPolicy } from "../../src/evaluation/policies.js";
import { makeTask, makeTasks } from "./support.js";

describe("recommenderPolicy", () => {
  it("scores the candidates from the visible history with repeats", async () => {
    const calls: unknown[] = [];
    const policy = recommenderPolicy({
      name: "first letter",
      score: (history, items) => {
        calls.push(history);
        return Float64Array.from(items, (item) => -item.charCodeAt(0));
      },
    });
    const task = makeTask({ candidates: 3 });
    const repeated = { ...task, history: [...task.history, ...task.history] };
    expect(await policy.rank(repeated)).toEqual({ scores: Float64Array.of(-97, -98, -99) });
    expect(calls).toEqual([["z", "z"]]);
    expect(policy.name).toBe("first letter");
  });
});

describe("randomPolicy", () => {
  it("depends only on seed and task", async () => {
    const [first, second] = makeTasks(2);
    const answer = await randomPolicy(1).rank(first!);
    expect(await randomPolicy(1).rank(first!)).toEqual(answer);
    expect(await randomPolicy(2).rank(first!)).not.toEqual(answer);
    expect((await randomPolicy(1).rank(second!)).ranking).not.toEqual(answer.ranking);
  });

  it("has the HR of chance: HR is (1 + 3 + 5) / 3 / 20 = 0.15", async () => {
    const { rows } = await evaluate({ policies: [randomPolicy(4)], tasks: makeTasks(2000) });
    // the standard error of one HR is 0.27 / sqrt(2000) = 0.006
    expect(rows[0]?.HR).toBeGreaterThan(0.13);
    expect(rows[0]?.HR).toBeLessThan(0.17);
    expect(rows[0]?.ci95.HR[0]).toBeLessThan(0.15);
  });
});
