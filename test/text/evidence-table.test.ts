import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COLUMN_LETTERS,
  EVIDENCE_FOCUSES,
  EVIDENCE_KINDS,
  kindsOfFocus,
} from "../../src/text/evidence-kinds.js";
import {
  formatEvidenceTable,
  parseEvidenceTable,
  splitEvidenceTable,
  type EvidenceTable,
} from "../../src/text/evidence-table.js";
import type { EvidenceReading } from "../../src/text/evidence-reading.js";
import { hostileText } from "../support/hostile.js";

const TABLE: EvidenceTable = {
  newItems: 1643,
  stated: ["together_3", "soon_after_1", "regression_10"],
  rows: [
    {
      itemId: "242",
      readings: [
        { kind: "together_3", value: 41, base: 350, lift: 2.6, topPercent: 4.2, rank: 69 },
        { kind: "regression_10", topPercent: 1.22, rank: 20 },
      ],
    },
    { itemId: "50", readings: [{ kind: "regression_10", topPercent: 22.6, rank: 371 }] },
    { itemId: "7", readings: [] },
  ],
};
const LINES = ["No evidence in: s1", "id|w3/350|E10", "242|41 2.6 69|20", "50||371", "7"];

describe("EVIDENCE_KINDS", () => {
  it("has distinct labels and columns, and explains the letter of every column", () => {
    for (const name of ["label", "column"] as const) {
      const names = EVIDENCE_KINDS.map((kind) => kind[name]);
      expect(new Set(names).size).toBe(names.length);
    }
    for (const { label, column } of EVIDENCE_KINDS) {
      expect(label).not.toMatch(/: |; |\n/);
      expect(column).toMatch(/^[A-Za-z]+\d*$/);
      expect(Object.keys(COLUMN_LETTERS)).toContain(column.charAt(0));
    }
  });

  it("assigns every kind to one focus, and all kinds to the focus all", () => {
    const [, , , ...all] = EVIDENCE_FOCUSES.map((focus) => kindsOfFocus(focus));
    const apart = EVIDENCE_FOCUSES.slice(0, 3).flatMap((focus) => [...kindsOfFocus(focus)]);
    expect(all).toEqual([apart]);
  });
});

describe("formatEvidenceTable", () => {
  it("writes bases once, counts with lift and rank, scores by rank, and lists empty kinds", () => {
    expect(formatEvidenceTable(TABLE)).toEqual(LINES);
    expect(parseEvidenceTable(LINES, 1643)).toEqual(TABLE);
  });

  it.each([
    { lift: 123.4, text: "123" },
    { lift: 9.96, text: "10" },
    { lift: 2, text: "2" },
    { lift: 1.26, text: "1.3" },
    { lift: 0.364, text: ".36" },
    { lift: 0.996, text: "1" },
    { lift: 0.05, text: ".05" },
    { lift: 0.004, text: ".004" },
    { lift: 0.00000042, text: "4e-7" }, // never 0, whose logarithm is infinite
  ])("writes a lift of $lift as $text", ({ lift, text }) => {
    const readings = [{ kind: "together_3", value: 1, base: 9, lift, topPercent: 5 } as const];
    const lines = formatEvidenceTable({
      newItems: 100,
      stated: ["together_3"],
      rows: [{ itemId: "1", readings }],
    });
    expect(lines).toEqual(["id|w3/9", `1|1 ${text} 5`]);
    expect(parseEvidenceTable(lines, 100)?.rows[0]?.readings[0]?.lift).toBe(Number(text));
  });

  it("is inverted by parseEvidenceTable for every table, except for rounded lifts and percentages", () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const read = parseEvidenceTable(formatEvidenceTable(table), table.newItems);
        expect(read?.stated).toEqual(table.stated);
        expect(read?.rows.map(({ itemId }) => itemId)).toEqual(
          table.rows.map(({ itemId }) => itemId),
        );
        for (const [row, { readings }] of table.rows.entries()) {
          expect(read?.rows[row]?.readings.length).toBe(readings.length);
          for (const [place, { lift, topPercent, ...exact }] of readings.entries()) {
            const found = read?.rows[row]?.readings[place];
            expect(found).toMatchObject(exact);
            expect(found?.topPercent).toBeGreaterThan(0);
            expect(isNear(found?.topPercent, topPercent)).toBe(true);
            expect(isNear(found?.lift, lift)).toBe(true);
          }
        }
        // Written again, the table is the same text.
        expect(read && formatEvidenceTable(read)).toEqual(formatEvidenceTable(table));
      }),
    );
  });
});

/** Within the rounding of two digits, or of one digit below 0.1. */
function isNear(read: number | undefined, written: number | undefined): boolean {
  if (read === undefined || written === undefined) return read === written;
  return Math.abs(read - written) <= Math.max(0.051 * Math.abs(written), 0.0051) + 1e-9;
}

const anyTable: fc.Arbitrary<EvidenceTable> = fc
  .record({
    newItems: fc.integer({ min: 1, max: 5000 }),
    kinds: fc.subarray([...EVIDENCE_KINDS]),
    ids: fc.uniqueArray(hostileText, { maxLength: 5 }),
  })
  .chain(({ newItems, kinds, ids }) => {
    const rank = fc.integer({ min: 1, max: newItems });
    const cell = fc.option(
      fc.record({ rank, value: fc.nat(), lift: fc.double({ min: 1e-9, max: 1e4, noNaN: true }) }),
    );
    return fc
      .record({
        bases: fc.array(fc.nat(), { minLength: kinds.length, maxLength: kinds.length }),
        cells: fc.array(fc.array(cell, { minLength: kinds.length, maxLength: kinds.length }), {
          minLength: ids.length,
          maxLength: ids.length,
        }),
      })
      .map(({ bases, cells }) => ({
        newItems,
        stated: kinds.map(({ id }) => id),
        rows: ids.map((itemId, row) => ({
          itemId,
          readings: kinds.flatMap(({ id: kind, form }, place): EvidenceReading[] => {
            const found = cells[row]?.[place];
            if (found === null || found === undefined) return [];
            const topPercent = (100 * found.rank) / newItems;
            const { value, lift, rank: written } = found;
            return form === "score"
              ? [{ kind, topPercent, rank: written }]
              : [{ kind, value, base: bases[place] ?? 0, lift, topPercent, rank: written }];
          }),
        })),
      }));
  });

describe("parseEvidenceTable", () => {
  it.each([
    [[]],
    [["242|41 2.6 69|20"]],
    [["id|w4/350", "242|41 2.6 69"]],
    [["No evidence in: s4", "id|w3/350"]],
    [["Id|w3/350"]],
  ])("rejects %j", (lines) => expect(parseEvidenceTable(lines, 9)).toBeUndefined());

  it.each(["", "5|x", "5|1 2|3", "5|1 2 3|4|5", "5|1 2 3|4 4 4", "five six|1 2 3", "<data>"])(
    "ends before the line %j",
    (line) => {
      const { rows } = parseEvidenceTable([...LINES, line, "9|1 1 1"], 1643) ?? {};
      expect(rows).toEqual(TABLE.rows);
    },
  );
});

describe("splitEvidenceTable", () => {
  it("returns the texts of the cells by kind and base, and the kinds without evidence", () => {
    expect(splitEvidenceTable(LINES)).toEqual([
      {
        id: "242",
        cells: ["together_3 350: 41 2.6 69", "regression_10 : 20", "soon_after_1: none"],
      },
      { id: "50", cells: ["together_3: none", "regression_10 : 371", "soon_after_1: none"] },
      { id: "7", cells: ["together_3: none", "regression_10: none", "soon_after_1: none"] },
    ]);
  });

  it("says the same of a kind whether other items have evidence or none has", () => {
    const [first] = splitEvidenceTable(["id|s1/9|E10", "242||20"]);
    const [second] = splitEvidenceTable(["No evidence in: s1", "id|E10", "242|20"]);
    expect(new Set(first?.cells)).toEqual(new Set(second?.cells));
  });

  it("ends where the table ends, and finds none in other text", () => {
    const lines = [...LINES.slice(1), "2 users like it", "7|1 1 1"];
    expect(splitEvidenceTable(lines).map(({ id }) => id)).toEqual(["242", "50", "7"]);
    expect(splitEvidenceTable(["id|unknown", "242|1"])).toEqual([]);
  });
});
