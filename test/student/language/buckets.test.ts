import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketTokens } from "../../../src/student/language/buckets.js";

const feature = { name: "f", low: 0, high: 4, count: 5 };

describe("bucketTokens", () => {
  it.each([
    { value: 2, tokens: [["f:2", 1]] },
    {
      value: 2.25,
      tokens: [
        ["f:2", 0.75],
        ["f:3", 0.25],
      ],
    },
    { value: -9, tokens: [["f:0", 1]] },
    { value: 9, tokens: [["f:4", 1]] },
  ])("returns $tokens for $value", ({ value, tokens }) => {
    expect(bucketTokens(feature, value).map(({ name, weight }) => [name, weight])).toEqual(tokens);
  });

  it("has weights that sum to 1 and a weighted mean equal to the value", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), (value) => {
        const tokens = bucketTokens(feature, value);
        expect(tokens.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
        const mean = tokens.reduce(
          (sum, { name, weight }) => sum + Number(name.slice(2)) * weight,
          0,
        );
        expect(mean).toBeCloseTo(value, 9);
      }),
    );
  });
});
