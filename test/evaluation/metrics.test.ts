import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  forEachMetric,
  hitRateAt,
  METRIC_NAMES,
  METRICS,
  ndcgAt,
  rankOfHeldOut,
  reciprocalRank,
} from "../../src/evaluation/metrics.js";
import { makeTask } from "./support.js";

const task = makeTask({ candidates: 4, heldOut: "b" }); // candidates a b c d

describe("rankOfHeldOut", () => {
  it.each([
    { answer: { ranking: ["c", "b", "a", "d"] }, rank: 2, appended: 0 },
    { answer: { ranking: ["b"] }, rank: 1, appended: 3 },
    // c is ranked, then a, b, d follow in task order: b is third
    { answer: { ranking: ["c"] }, rank: 3, appended: 3 },
    // c and d are ranked; of a and b, b has the higher score
    { answer: { ranking: ["c", "d"], scores: [0.1, 0.2, 0, 0] }, rank: 3, appended: 2 },
    // of a and b, ties count against the policy
    { answer: { ranking: ["c", "d"], scores: [0.2, 0.2, 0, 0] }, rank: 4, appended: 2 },
    // c has the highest score but is ranked already; of a, b, d, b has the highest score
    { answer: { ranking: ["c"], scores: [0.1, 0.2, 0.9, 0] }, rank: 2, appended: 3 },
    // a is ranked, then b, c, d follow in task order
    { answer: { ranking: ["a"] }, rank: 2, appended: 3 },
    { answer: { ranking: [] }, rank: 2, appended: 4 },
    { answer: { scores: [0.1, 0.5, 0.9, -1] }, rank: 2, appended: 0 },
    { answer: { scores: [1, 1, 1, 0] }, rank: 3, appended: 0 },
    { answer: { scores: [0, 0, 0, 0] }, rank: 4, appended: 0 },
    { answer: { scores: [1, 0, -1, -2], omitted: 2 }, rank: 2, appended: 2 },
    { answer: { scores: new Float64Array([-Infinity, 2, 1, 0]) }, rank: 1, appended: 0 },
  ])("is $rank for $answer", ({ answer, rank, appended }) => {
    expect(rankOfHeldOut(answer, task)).toEqual({ rank, appended });
  });

  it.each([
    { answer: {}, value: "neither a ranking nor scores" },
    { answer: { ranking: ["b", "c", "b"] }, value: '"b" more than once' },
    { answer: { ranking: ["b", "x"] }, value: '"x", which is not among its candidates' },
    { answer: { scores: [1, 2, 3] }, value: "3 scores for 4 candidates" },
    { answer: { scores: [1, 2, NaN, 3] }, value: "NaN as the score of candidate 3" },
    { answer: { ranking: ["b"], scores: [1, 2, NaN, 3] }, value: "NaN" },
  ])("rejects $answer and names policy, task and value", ({ answer, value }) => {
    const attempt = () => rankOfHeldOut(answer, task, "mine");
    expect(attempt).toThrow(value);
    expect(attempt).toThrow(`Policy "mine" answered task "${task.id}"`);
    expect(attempt).toThrow(expect.objectContaining({ code: "RANKING_INVALID" }));
    expect(attempt).toThrow("Answer with distinct candidates");
  });

  it("rejects a task whose held-out item is not a candidate", () => {
    const broken = { ...task, heldOut: "x" };
    expect(() => rankOfHeldOut({ ranking: ["a"] }, broken)).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        problem: `The held-out item "x" of task "${task.id}" is not among its candidates.`,
      }),
    );
  });

  it("counts ties against the policy: the rank is the worst over all orders that the scores allow", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(scores, (values) => {
        const heldOutLast = ["a", "c", "d", "b"]; // a stable sort leaves the held-out item last among equals
        const order = heldOutLast.sort(
          (x, y) =>
            values["abcd".indexOf(y)]! - values["abcd".indexOf(x)]! ||
            Number(x === "b") - Number(y === "b"),
        );
        expect(rankOfHeldOut({ scores: values }, task).rank).toBe(order.indexOf("b") + 1);
      }),
    );
  });
});

describe("metrics of a rank", () => {
  it.each([
    { name: "HR@3", metric: hitRateAt(3), values: [1, 1, 1, 0] },
    // 1 / log2(2), 1 / log2(3), then beyond the cutoff
    { name: "NDCG@2", metric: ndcgAt(2), values: [1, 0.63093, 0, 0] },
    // 1 / log2(2), 1 / log2(3), 1 / log2(4), 1 / log2(5)
    { name: "NDCG@5", metric: METRICS["NDCG@5"], values: [1, 0.63093, 0.5, 0.43068] },
    { name: "NDCG@10", metric: METRICS["NDCG@10"], values: [1, 0.63093, 0.5, 0.43068] },
    { name: "HR@1", metric: METRICS["HR@1"], values: [1, 0, 0, 0] },
    { name: "reciprocal rank", metric: reciprocalRank, values: [1, 0.5, 0.33333, 0.25] },
    // rank 1 hits three of three cutoffs, ranks 2 and 3 two, rank 4 one
    { name: "HR", metric: METRICS.HR, values: [1, 0.66667, 0.66667, 0.33333] },
  ])("$name is $values for ranks 1 to 4", ({ metric, values }) => {
    for (const [index, expected] of values.entries())
      expect(metric(index + 1)).toBeCloseTo(expected, 5);
  });

  it.each([
    { name: "HR@5", last: 5 },
    { name: "NDCG@5", last: 5 },
    { name: "NDCG@10", last: 10 },
  ] as const)("$name is positive up to rank $last and 0 beyond", ({ name, last }) => {
    expect(METRICS[name](last)).toBeGreaterThan(0);
    expect(METRICS[name](last + 1)).toBe(0);
  });

  it("is 0 without an answer, for any cutoff", () => {
    for (const metric of [...Object.values(METRICS), hitRateAt(1_000_000)])
      expect(metric(Infinity)).toBe(0);
  });

  it.each([0, 1.5, NaN])("rejects k = %s", (k) => {
    expect(() => hitRateAt(k)).toThrow(`k of HR@k is ${k}. Pass a positive integer.`);
    expect(() => ndcgAt(k)).toThrow(`k of NDCG@k is ${k}. Pass a positive integer.`);
  });
});

describe("forEachMetric", () => {
  it("computes one value per metric, in the order of METRIC_NAMES", () => {
    expect(Object.entries(forEachMetric((name) => name))).toEqual(
      METRIC_NAMES.map((name) => [name, name]),
    );
  });
});
