import { describe, expect, it } from "vitest";
import { bootstrapMeans } from "../../src/evaluation/bootstrap.js";
import { pairedDifference } from "../../src/evaluation/paired-difference.js";

/** One task per user, with these ranks. */
const ranked = (ranks: readonly number[]) =>
  ranks.map((rank, user) => ({ taskId: `task${user}`, userId: `u${user}`, rank }));

describe("pairedDifference", () => {
  it("is zero between a policy and itself", () => {
    const records = ranked([1, 4, 2, 20, Infinity]);
    const same = { difference: 0, ci95: [0, 0], p: 1, detectable: 0 };
    expect(pairedDifference(records, records)).toEqual(same);
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
