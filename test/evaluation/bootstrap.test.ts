import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averageByUser,
  bootstrapMeans,
  pairedDifference,
  mean,
} from "../../src/evaluation/bootstrap.js";

/** One task a user, with these ranks. */
const ranked = (ranks: readonly number[]) =>
  ranks.map((rank, user) => ({ taskId: `task${user}`, userId: `u${user}`, rank }));

describe("averageByUser", () => {
  it("averages a user's draws before users", () => {
    const records = [
      { userId: "u0", value: 1 },
      { userId: "u1", value: 0 },
      { userId: "u0", value: 0 },
    ];
    expect([...averageByUser(records, ({ value }) => value)]).toEqual([0.5, 0]);
  });
});

describe("bootstrapMeans", () => {
  it("agrees with the normal approximation for a 0/1 mean", () => {
    const users = 900;
    const hits = Float64Array.from({ length: users }, (_, user) => (user % 5 === 0 ? 1 : 0));
    // p = 0.2, standard error sqrt(0.2 * 0.8 / 900) = 0.013333, interval 0.2 -+ 1.96 * 0.013333
    const [interval] = bootstrapMeans([hits], { seed: 3 });
    expect(interval?.[0]).toBeCloseTo(0.17387, 2);
    expect(interval?.[1]).toBeCloseTo(0.22613, 2);
  });

  it("is the same for the same seed and another for another", () => {
    const values = [Float64Array.from({ length: 50 }, (_, user) => Math.sqrt(user))];
    expect(bootstrapMeans(values, { seed: 1 })).toEqual(bootstrapMeans(values, { seed: 1 }));
    expect(bootstrapMeans(values, { seed: 1 })).not.toEqual(bootstrapMeans(values, { seed: 2 }));
  });

  it("gives a column the same interval whatever stands beside it", () => {
    const one = Float64Array.of(0, 1, 1, 0.5);
    const [alone] = bootstrapMeans([one]);
    expect(bootstrapMeans([Float64Array.of(9, 8, 7, 6), one])[1]).toEqual(alone);
  });

  it("contains the mean", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(values, fc.integer(), (list, seed) => {
        const [interval] = bootstrapMeans([Float64Array.from(list)], { resamples: 400, seed });
        const [low, high] = interval!;
        expect(low).toBeLessThanOrEqual(mean(list) + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean(list) - 1e-12);
      }),
    );
  });

  it("refuses zero resamples", () => {
    expect(() => bootstrapMeans([], { resamples: 0 })).toThrow(
      "resamples is 0. Pass a positive integer.",
    );
  });
});

describe("pairedDifference", () => {
  it("is exactly zero between a policy and itself", () => {
    const records = ranked([1, 4, 2, 20, Infinity]);
    expect(pairedDifference(records, records)).toEqual({ difference: 0, ci95: [0, 0] });
  });

  it("is positive when the first is better", () => {
    // HR of rank 1 is 1, of rank 4 it is 1/3: every user gains 2/3
    const { difference, ci95 } = pairedDifference(ranked([1, 1, 1]), ranked([4, 4, 4]));
    expect(difference).toBeCloseTo(2 / 3, 10);
    expect(ci95[0]).toBeCloseTo(2 / 3, 10);
    expect(ci95[1]).toBeCloseTo(2 / 3, 10);
  });

  it("compares common tasks only, under the metric asked for", () => {
    const a = ranked([1, 20, 20]);
    const b = ranked([2]);
    expect(pairedDifference(a, b, { metric: "HR@1" }).difference).toBe(1);
    expect(pairedDifference(b, a, { metric: "MRR" }).difference).toBe(-0.5);
  });

  it("weighs a user with many tasks like a user with one", () => {
    const task = (taskId: string, userId: string, rank: number) => ({ taskId, userId, rank });
    const a = [task("1", "u", 1), task("2", "u", 1), task("3", "u", 1), task("4", "v", 2)];
    const b = a.map((record) => ({ ...record, rank: 2 }));
    // user u gains 1, user v gains 0
    expect(pairedDifference(a, b, { metric: "HR@1" }).difference).toBe(0.5);
  });

  it("refuses policies without a common task", () => {
    expect(() => pairedDifference(ranked([1]), [])).toThrow("Evaluate both policies on the same");
  });
});
