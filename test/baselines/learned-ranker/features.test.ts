import { describe, expect, it } from "vitest";
import {
  RANKER_FEATURES,
  lineFeatures,
  fitFeatureScale,
  standardizeFeatures,
} from "../../../src/baselines/learned-ranker/features.js";

const item = { id: "a", title: "A", categories: [] };

describe("lineFeatures", () => {
  it("contains the strength, the lift and the absence of every kind", () => {
    const features = lineFeatures({
      item,
      stated: ["together_1", "together_3"],
      readings: [{ kind: "together_3", value: 3, base: 4, lift: Math.E - 1, topPercent: 10 }],
    });
    expect(features).toHaveLength(RANKER_FEATURES);
    expect(features.slice(0, 3)).toEqual([0, 0, 1]);
    // -ln(10 / 100) = ln 10 and ln(1 + e - 1) = 1
    expect(features.slice(3, 6)).toEqual([expect.closeTo(Math.LN10, 10), expect.closeTo(1, 10), 0]);
  });

  it("sets the lift of a score to 0", () => {
    const readings = [{ kind: "together_1", value: 0.5, topPercent: 100 }] as const;
    expect(lineFeatures({ item, stated: ["together_1"], readings }).slice(0, 3)).toEqual([
      -0, 0, 0,
    ]);
  });
});

describe("standardizeFeatures", () => {
  it("gives features mean 0 and standard deviation 1, and constant features 0", () => {
    const features = new Float32Array(2 * RANKER_FEATURES).fill(7);
    features[0] = 1;
    features[RANKER_FEATURES] = 5; // mean 3, deviation 2
    const scaled = standardizeFeatures(features, fitFeatureScale(features));
    expect([scaled[0], scaled[RANKER_FEATURES], scaled[1]]).toEqual([-1, 1, 0]);
  });
});
