import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addColumn, createColumnSet, drainColumns } from "../../src/collaborative/column-set.js";

const COLUMNS = 100;

describe("a column set", () => {
  it("returns its columns once, ascending, from the given start, and is empty then", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(COLUMNS - 1)), fc.nat(3), (added, start) => {
        const set = createColumnSet(COLUMNS);
        for (const column of added) addColumn(set.words, column);
        const drained = new Int32Array(COLUMNS + start);
        const end = drainColumns(set, drained, start);
        expect([...drained.subarray(start, end)]).toEqual(
          [...new Set(added)].sort((first, second) => first - second),
        );
        expect(drainColumns(set, drained, start)).toBe(start);
      }),
      { examples: [[[31, 32, 63, 64, 0, 99], 2]] },
    );
  });
});
