import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averageByUser,
  bootstrapMeans,
  mean,
  percentileInterval,
} from "../../src/evaluation/bootstrap.js";
import { createRandom, randomInteger } from "../../src/random.js";

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
