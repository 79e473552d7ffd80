import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findEntry,
  columnsOfRow,
  sharedInt32,
  type SparseRows,
  transpose,
} from "../../src/collaborative/sparse.js";

const COLUMNS = 7;
const rowsArbitrary = fc
  .array(fc.uniqueArray(fc.nat(COLUMNS - 1)))
  .map((lists) => lists.map((list) => list.sort((first, second) => first - second)));

function concatenateRows(lists: readonly (readonly number[])[]): SparseRows {
  const offsets = sharedInt32(lists.length + 1);
  for (const [row, list] of lists.entries()) {
    offsets[row + 1] = (offsets[row] as number) + list.length;
  }
  const columns = sharedInt32(offsets[lists.length] as number);
  columns.set(lists.flat());
  return { offsets, columns };
}

describe("sparse rows", () => {
  it("find exactly their entries", () => {
    fc.assert(
      fc.property(rowsArbitrary, (lists) => {
        const rows = concatenateRows(lists);
        for (const [row, list] of lists.entries()) {
          expect([...columnsOfRow(rows, row)]).toEqual(list);
          for (let column = 0; column < COLUMNS; column++) {
            const entry = findEntry(rows, row, column);
            expect(entry === -1 ? undefined : rows.columns[entry]).toBe(
              list.includes(column) ? column : undefined,
            );
          }
        }
      }),
    );
  });

  it("are unchanged when transposed twice", () => {
    fc.assert(
      fc.property(rowsArbitrary, (lists) => {
        const rows = concatenateRows(lists);
        expect(transpose(transpose(rows, COLUMNS), lists.length)).toEqual(rows);
      }),
    );
  });
});
