import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjustByHolm,
  detectableDifference,
  randomizationTest,
} from "../../src/evaluation/significance.js";
import { createRandom, randomNormal } from "../../src/random.js";

describe("randomizationTest", () => {
  it("counts assignments of signs whose mean is as far from 0", () => {
    // Of the 8 assignments for 1, 1, 1 two have a sum of 3 or -3; for 3, 1, 1 two have 5 or -5, and none else reaches 5.
    expect(randomizationTest(Float64Array.of(1, 1, 1))).toBeCloseTo(2 / 8, 1);
    expect(randomizationTest(Float64Array.of(3, 1, 1))).toBeCloseTo(2 / 8, 1);
    // Of the 4 for 3, 1 all have a sum of at least 2 or at most -2.
    expect(randomizationTest(Float64Array.of(3, -1))).toBe(1);
    // Of the 1024 for ten equal differences two: 0.00195.
    const p = randomizationTest(new Float64Array(10).fill(0.1), { assignments: 100_000 });
    expect(p).toBeCloseTo(2 / 1024, 3);
  });

  it("gives users more than 32 independent signs, and is not changed by users without a difference", () => {
    const values = Float64Array.from({ length: 70 }, (_, user) => (user < 47 ? 1 : -1));
    // 24 more + than - among 70: a normal approximation with correction gives 2 * (1 - Phi(23 / sqrt(70))) = 0.006.
    expect(randomizationTest(values)).toBeGreaterThan(0.003);
    expect(randomizationTest(values)).toBeLessThan(0.01);
    const padded = Float64Array.of(...values, ...new Float64Array(200));
    expect(randomizationTest(padded)).toBe(randomizationTest(values));
  });

  it("is 1 without differences, and never 0", () => {
    expect(randomizationTest(new Float64Array(5))).toBe(1);
    expect(randomizationTest(new Float64Array(200).fill(1), { assignments: 99 })).toBe(1 / 100);
  });

  it("rejects a true null hypothesis in one of twenty cases", () => {
    const random = createRandom("null");
    const isRejected = () => {
      const differences = Float64Array.from({ length: 40 }, () => randomNormal(random));
      return randomizationTest(differences, { assignments: 200 }) < 0.05;
    };
    const rejected = Array.from({ length: 600 }, isRejected).filter(Boolean).length;
    expect(rejected / 600).toBeGreaterThan(0.02);
    expect(rejected / 600).toBeLessThan(0.08);
  });
});

describe("adjustByHolm", () => {
  it("multiplies the smallest by the number of comparisons, the next by one less, and never decreases", () => {
    expect(adjustByHolm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(adjustByHolm([0.6, 0.9])).toEqual([1, 1]);
    expect(adjustByHolm([])).toEqual([]);
  });

  it("keeps the order, and lies between the p-value and Bonferroni's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (ps) => {
        const adjusted = adjustByHolm(ps);
        for (const [index, p] of ps.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, ps.length * p));
          for (const [other, q] of ps.entries()) {
            if (p <= q) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other] as number);
          }
        }
      }),
    );
  });
});

describe("detectableDifference", () => {
  it("is 2.8 standard errors", () => {
    // Mean 0, sum of squares 4, variance 4 / 3, standard error sqrt(1 / 3).
    expect(detectableDifference(Float64Array.of(1, -1, 1, -1))).toBeCloseTo(
      2.801585 / Math.sqrt(3),
      6,
    );
    expect(detectableDifference(Float64Array.of(0.5))).toBe(0);
  });

  it("is what a test finds in four of five cases", () => {
    const random = createRandom("power");
    const sample = (shift: number) =>
      Float64Array.from({ length: 60 }, () => shift + randomNormal(random));
    const shift = 2.801585 / Math.sqrt(60);
    const found = Array.from({ length: 400 }, () =>
      randomizationTest(sample(shift), { assignments: 300 }),
    ).filter((p) => p < 0.05).length;
    expect(found / 400).toBeGreaterThan(0.72);
    expect(found / 400).toBeLessThan(0.87);
  });
});
