import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitCoOccurrence } from "../../src/collaborative/co-occurrence.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";
import { fitSoonAfter } from "../../src/collaborative/soon-after.js";
import type { SparseRows } from "../../src/collaborative/sparse.js";

const ITEMS = 40; // more than the 32 bits of a word
const items = Array.from({ length: ITEMS }, (_, item) => `i${item}`);
const histories = fc.array(fc.array(fc.nat(ITEMS - 1), { maxLength: 30 }), { maxLength: 8 });

const matrixOf = (lists: readonly (readonly number[])[]) =>
  createInteractionMatrix({
    sequences: lists.map((list, user) => ({
      userId: `u${user}`,
      itemIds: list.map((item) => `i${item}`),
    })),
    items,
  });

/** Every entry of sparse rows, in order, as `row column value...`. */
function entriesOf({ offsets, columns }: SparseRows, ...values: ArrayLike<number>[]): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => row).flatMap((row) =>
    Array.from(columns.subarray(offsets[row], offsets[row + 1]), (column, at) =>
      [row, column, ...values.map((all) => all[(offsets[row] as number) + at])].join(" "),
    ),
  );
}

describe("counts of pairs of items", () => {
  it("are the shared users of any two different items", () => {
    fc.assert(
      fc.property(histories, (lists) => {
        const expected = items.flatMap((_, first) =>
          items.flatMap((__, second) => {
            const shared = lists.filter((list) => list.includes(first) && list.includes(second));
            return first !== second && shared.length > 0
              ? [`${first} ${second} ${shared.length}`]
              : [];
          }),
        );
        const fitted = fitCoOccurrence(matrixOf(lists));
        expect(entriesOf(fitted, fitted.counts)).toEqual(expected);
      }),
    );
  });

  it("are how often and how near one item followed another within the window", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 6 }), (lists, window) => {
        const expected = items.flatMap((_, first) =>
          items.flatMap((__, second) => {
            const distances = lists.flatMap((list) =>
              list.flatMap((before, at) =>
                list
                  .slice(at + 1, at + 1 + window)
                  .flatMap((after, skipped) =>
                    before === first && after === second ? [skipped + 1] : [],
                  ),
              ),
            );
            const weight = Math.fround(distances.reduce((sum, one) => sum + 1 / one, 0));
            return first !== second && distances.length > 0
              ? [`${first} ${second} ${distances.length} ${weight}`]
              : [];
          }),
        );
        const fitted = fitSoonAfter(matrixOf(lists), { window });
        expect(entriesOf(fitted, fitted.counts, fitted.weights)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
