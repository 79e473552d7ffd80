import { describe, expect, it } from "vitest";
import { mean, quantile } from "../../src/evaluation/bootstrap.js";

describe("quantile", () => {
  it.each([
    { values: [3, 1, 2], fraction: 0.5, expected: 2 },
    { values: [1, 2], fraction: 0.25, expected: 1.25 },
    { values: [4, 1, 3, 2], fraction: 0.95, expected: 3.85 }, // position 3 * 0.95 = 2.85
    { values: [10, 9], fraction: 1, expected: 10 }, // sorted as numbers
    { values: [5], fraction: 0.05, expected: 5 },
  ])("is $expected at $fraction of $values", ({ values, fraction, expected }) => {
    expect(quantile(values, fraction)).toBeCloseTo(expected, 10);
  });

  it("does not change the order of its input", () => {
    const values = Float64Array.of(2, 1);
    quantile(values, 0.5);
    expect([...values]).toEqual([2, 1]);
  });
});

describe("mean", () => {
  it("is the sum divided by the count", () => expect(mean([1, 2, 6])).toBe(3));
});
