import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "../../../src/evaluation/plots/latency-plot.js";

describe("spreadLabels", () => {
  it.each([
    { values: [0, 10], gap: 2, places: [0, 10] },
    { values: [5, 5], gap: 2, places: [4, 6] },
    // 5 and 6 part to 4.5 and 6.5; then 4 touches 4.5, and all three stand round their mean 5
    { values: [6, 4, 5], gap: 2, places: [7, 3, 5] },
    { values: [], gap: 2, places: [] },
  ])("moves $values to $places", ({ values, gap, places }) => {
    expect(spreadLabels(values, gap)).toEqual(places);
  });

  it("keeps the order and the gap", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), (values) => {
        const places = spreadLabels(values, 3);
        const sorted = [...places].sort((left, right) => left - right);
        for (let place = 1; place < sorted.length; place++)
          expect(sorted[place]! - sorted[place - 1]!).toBeGreaterThan(3 - 1e-9);
        for (const [left, value] of values.entries())
          for (const [right, other] of values.entries())
            if (value < other) expect(places[left]).toBeLessThan(places[right]!);
      }),
    );
  });
});
