import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketWords } from "../../../src/student/language/buckets.js";

const family = { name: "f", low: 0, high: 4, count: 5 };

describe("bucketWords", () => {
  it.each([
    { value: 2, words: [["f:2", 1]] },
    {
      value: 2.25,
      words: [
        ["f:2", 0.75],
        ["f:3", 0.25],
      ],
    },
    { value: -9, words: [["f:0", 1]] },
    { value: 9, words: [["f:4", 1]] },
  ])("says $words for $value", ({ value, words }) => {
    expect(bucketWords(family, value).map(({ name, weight }) => [name, weight])).toEqual(words);
  });

  it("weighs 1 in all, and its mean bucket is the value", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), (value) => {
        const words = bucketWords(family, value);
        expect(words.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
        const mean = words.reduce(
          (sum, { name, weight }) => sum + Number(name.slice(2)) * weight,
          0,
        );
        expect(mean).toBeCloseTo(value, 9);
      }),
    );
  });
});
