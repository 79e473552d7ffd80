import { describe, expect, it } from "vitest";
import {
  FEATURES,
  featuresOf,
  fitScale,
  standardize,
} from "../../../src/baselines/learned-ranker/features.js";

const item = { id: "a", title: "A", categories: [] };

describe("featuresOf", () => {
  it("gives every kind its strength, its lift and whether it is silent", () => {
    const features = featuresOf({
      item,
      stated: ["together_1", "together_3"],
      readings: [{ kind: "together_3", value: 3, base: 4, lift: Math.E - 1, topPercent: 10 }],
    });
    expect(features).toHaveLength(FEATURES);
    expect(features.slice(0, 3)).toEqual([0, 0, 1]);
    // -ln(10 / 100) = ln 10 and ln(1 + e - 1) = 1
    expect(features.slice(3, 6)).toEqual([expect.closeTo(Math.LN10, 10), expect.closeTo(1, 10), 0]);
  });

  it("gives a score no lift", () => {
    const readings = [{ kind: "together_1", value: 0.5, topPercent: 100 }] as const;
    expect(featuresOf({ item, stated: ["together_1"], readings }).slice(0, 3)).toEqual([-0, 0, 0]);
  });
});

describe("standardize", () => {
  it("centers features and scales their spread to 1, and leaves those alone that never change", () => {
    const features = new Float32Array(2 * FEATURES).fill(7);
    features[0] = 1;
    features[FEATURES] = 5; // mean 3, deviation 2
    const scaled = standardize(features, fitScale(features));
    expect([scaled[0], scaled[FEATURES], scaled[1]]).toEqual([-1, 1, 0]);
  });
});
