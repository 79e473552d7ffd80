import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averageByUser,
  bootstrapMeans,
  mean,
  pairedDifference,
  percentileInterval,
} from "../../src/evaluation/bootstrap.js";
import { createRandom, randomInteger } from "../../src/random.js";

/** One task per user, with these ranks. */
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

describe("percentileInterval", () => {
  it("is the 2.5% and the 97.5% quantile", () => {
    // 41 values 0 to 40: positions 40 x 0.025 = 1 and 40 x 0.975 = 39
    const descending = Array.from({ length: 41 }, (_, index) => 40 - index);
    const [low, high] = percentileInterval(descending);
    expect(low).toBeCloseTo(1, 10);
    expect(high).toBeCloseTo(39, 10);
  });
});

describe("bootstrapMeans", () => {
  it("agrees with the normal approximation for a 0/1 mean", () => {
    const users = 900;
    const hits = Float64Array.from({ length: users }, (_, user) => (user % 5 === 0 ? 1 : 0));
    // p = 0.2, standard error sqrt(0.2 * 0.8 / 900) = 0.013333, interval 0.2 -+ 1.96 * 0.013333
    const [interval] = bootstrapMeans([hits], { seed: 3, resamples: 10_000 });
    // Bootstrap means are multiples of 1/900 = 0.0011. A 90% interval would miss the bounds by 0.0042.
    expect(Math.abs(interval![0] - 0.17387)).toBeLessThan(0.0015);
    expect(Math.abs(interval![1] - 0.22613)).toBeLessThan(0.0015);
  });

  it("takes the 2.5% and 97.5% quantiles of the resample means", () => {
    const values = [0, 1, 10];
    const random = createRandom("bootstrap", 5);
    const draw = () => values[randomInteger(random, 3)]!;
    const means = Array.from({ length: 40 }, () => (draw() + draw() + draw()) / 3);
    const [interval] = bootstrapMeans([Float64Array.from(values)], { seed: 5, resamples: 40 });
    const expected = percentileInterval(means);
    expect(interval![0]).toBeCloseTo(expected[0], 10);
    expect(interval![1]).toBeCloseTo(expected[1], 10);
  });

  it("gives no intervals for no columns", () => expect(bootstrapMeans([])).toEqual([]));

  it("depends on its seed only", () => {
    const values = [Float64Array.from({ length: 50 }, (_, user) => Math.sqrt(user))];
    expect(bootstrapMeans(values, { seed: 1 })).toEqual(bootstrapMeans(values, { seed: 1 }));
    expect(bootstrapMeans(values, { seed: 1 })).not.toEqual(bootstrapMeans(values, { seed: 2 }));
  });

  it("gives a column the same interval beside other columns", () => {
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

  it("rejects zero resamples", () => {
    expect(() => bootstrapMeans([], { resamples: 0 })).toThrow(
      "resamples is 0. Pass a positive integer.",
    );
  });
});

describe("pairedDifference", () => {
  it("is zero between a policy and itself", () => {
    const records = ranked([1, 4, 2, 20, Infinity]);
    expect(pairedDifference(records, records)).toEqual({ difference: 0, ci95: [0, 0] });
  });

  it("is positive if the first policy is better, negative if it is worse", () => {
    // HR of rank 1 is 1, of rank 4 it is 1/3: every user gains 2/3
    const { difference, ci95 } = pairedDifference(ranked([1, 1, 1]), ranked([4, 4, 4]));
    expect(difference).toBeCloseTo(2 / 3, 10);
    expect(ci95[0]).toBeCloseTo(2 / 3, 10);
    expect(ci95[1]).toBeCloseTo(2 / 3, 10);
    expect(pairedDifference(ranked([4, 4]), ranked([1, 1])).difference).toBeCloseTo(-2 / 3, 10);
  });

  it("compares the common tasks by the given metric", () => {
    const a = ranked([1, 20, 20]);
    const b = ranked([2]);
    expect(pairedDifference(a, b, { metric: "HR@1" }).difference).toBe(1);
    expect(pairedDifference(b, a, { metric: "MRR" }).difference).toBe(-0.5);
  });

  it("weights users equally, regardless of their number of tasks", () => {
    const task = (taskId: string, userId: string, rank: number) => ({ taskId, userId, rank });
    const a = [task("1", "u", 1), task("2", "u", 1), task("3", "u", 1), task("4", "v", 2)];
    const b = a.map((record) => ({ ...record, rank: 2 }));
    // user u gains 1, user v gains 0
    expect(pairedDifference(a, b, { metric: "HR@1" }).difference).toBe(0.5);
  });

  it("passes its options on to the bootstrap", () => {
    const [a, b] = [ranked([1, 2, 3, 9, 20, 4]), ranked([2, 2, 1, 5, 7, 9])];
    const interval = (seed: number, resamples: number) =>
      pairedDifference(a, b, { seed, resamples }).ci95;
    const gains = [1 / 3, 0, -1 / 3, -1 / 3, 0, 1 / 3]; // HR 1, 2/3, 2/3, 0, 0, 1/3 minus 2/3, 2/3, 1, 1/3, 0, 0
    expect(interval(4, 30)[0]).toBeCloseTo(
      bootstrapMeans([Float64Array.from(gains)], { seed: 4, resamples: 30 })[0]![0],
      10,
    );
    expect(interval(4, 30)).not.toEqual(interval(5, 30));
  });

  it("rejects policies without a common task", () => {
    expect(() => pairedDifference(ranked([1]), [])).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        problem: "The policies have no task in common (1 and 0 records).",
      }),
    );
  });
});
