import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  categoryDrift,
  countCategories,
  formatCategoryCounts,
  parseCategoryCounts,
} from "../../src/text/category-counts.js";
import { hostileText } from "../support/hostile.js";

const counts = (...entries: [string, number][]) => new Map(entries);

describe("countCategories", () => {
  it("puts the most frequent category first and keeps ties in order of occurrence", () => {
    const items = [["a", "b"], ["c"], ["b"]].map((categories) => ({ categories }));
    expect([...countCategories(items)]).toEqual([
      ["b", 2],
      ["a", 1],
      ["c", 1],
    ]);
  });
});

describe("formatCategoryCounts", () => {
  it("quotes names", () => {
    expect(formatCategoryCounts(counts(["Drama", 6], ["Comedy", 4]))).toBe('"Drama" 6, "Comedy" 4');
    expect(formatCategoryCounts(counts())).toBe("");
  });

  it("has the inverse parseCategoryCounts for every name", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostileText, fc.nat())), (entries) => {
        const written = new Map(entries);
        expect([...parseCategoryCounts(formatCategoryCounts(written))]).toEqual([...written]);
      }),
    );
  });
});

describe("categoryDrift", () => {
  it.each([
    { recent: counts(["a", 1]), all: counts(["a", 7]), drift: 0 },
    { recent: counts(["a", 2]), all: counts(["b", 3]), drift: 1 },
    // (|3/4 - 1/2| + |1/4 - 1/2|) / 2
    { recent: counts(["a", 3], ["b", 1]), all: counts(["a", 5], ["b", 5]), drift: 0.25 },
    // Without any recent category every share is 0: |0 - 1| / 2.
    { recent: counts(), all: counts(["a", 1]), drift: 0.5 },
  ])("is $drift", ({ recent, all, drift }) => {
    expect(categoryDrift({ recentCategories: recent, allCategories: all })).toBeCloseTo(drift, 10);
  });
});
