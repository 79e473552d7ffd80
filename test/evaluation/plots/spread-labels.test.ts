import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "../../../src/evaluation/plots/spread-labels.js";

describe("spreadLabels", () => {
  it.each([
    { values: [0, 10], gap: 2, positions: [0, 10] },
    { values: [5, 5], gap: 2, positions: [4, 6] },
    // 5 and 6 move to 4.5 and 6.5; then 4 overlaps 4.5, and all three are spread around their mean 5
    { values: [6, 4, 5], gap: 2, positions: [7, 3, 5] },
    { values: [], gap: 2, positions: [] },
  ])("moves $values to $positions", ({ values, gap, positions }) => {
    expect(spreadLabels(values, gap)).toEqual(positions);
  });

  it("keeps the order and the gap", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), (values) => {
        const positions = spreadLabels(values, 3);
        const sorted = [...positions].sort((left, right) => left - right);
        for (let index = 1; index < sorted.length; index++)
          expect(sorted[index]! - sorted[index - 1]!).toBeGreaterThan(3 - 1e-9);
        for (const [left, value] of values.entries())
          for (const [right, other] of values.entries())
            if (value < other) expect(positions[left]).toBeLessThan(positions[right]!);
      }),
    );
  });
});
