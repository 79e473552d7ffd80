import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countAtLeastAsStrong } from "../../../src/collaborative/evidence/strength-counts.js";

describe("countAtLeastAsStrong", () => {
  it("counts equal strengths, the item itself included, and not the excepted items", () => {
    const strengths = Float64Array.of(5, 3, 3, 0, 4);
    expect([...countAtLeastAsStrong(strengths, { items: [1, 0, 3], except: new Set() })]).toEqual([
      4, 1, 5,
    ]);
    expect([
      ...countAtLeastAsStrong(strengths, { items: [1, 3], except: new Set([0, 2]) }),
    ]).toEqual([2, 3]);
    expect([...countAtLeastAsStrong(strengths, { items: [], except: new Set([0]) })]).toEqual([]);
  });

  it("is what a pass over the catalog for every item counts", () => {
    const { MAX_VALUE, MIN_VALUE } = Number;
    const special = [-MAX_VALUE, -1, 0, MIN_VALUE, 0.1, 0.1 + 1e-16, 2, MAX_VALUE];
    const strength = fc.oneof(
      fc.constantFrom(...special),
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 1e-300, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(strength, { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        (values, numbers) => {
          const strengths = Float64Array.from(values);
          const draw = () => (numbers.next().value as number) % values.length;
          const items = Array.from({ length: 9 }, draw);
          const except = new Set([draw(), draw()]);
          const expected = items.map(
            (item) =>
              values.filter(
                (value, other) => !except.has(other) && value >= (values[item] as number),
              ).length,
          );
          expect([...countAtLeastAsStrong(strengths, { items, except })]).toEqual(expected);
        },
      ),
    );
  });
});
