import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCategoryTable } from "../../../src/collaborative/evidence/category-table.js";

const item = (...categories: string[]) => ({ id: "x", title: "x", categories });

describe("createCategoryTable", () => {
  const items = [
    item("war", "drama"),
    item("drama"),
    item("comedy"),
    undefined,
    item("war", "war"),
  ];
  const table = createCategoryTable(items, Int32Array.of(10, 20, 30, 40, 0));

  it("numbers the distinct categories of every item", () => {
    expect(table.categoryCount).toBe(3);
    expect([...table.categories.offsets]).toEqual([0, 2, 3, 4, 4, 5]);
    expect([...table.categories.columns]).toEqual([0, 1, 1, 2, 0]);
  });

  it("counts the items that share a category, each once", () => {
    expect(table.countSharing(0, [0, 1, 2, 3, 4])).toBe(3);
    expect(table.countSharing(2, [0, 1, 3, 4])).toBe(0);
    expect(table.countSharing(3, [3])).toBe(0);
    expect(table.countSharing(4, [1, 0])).toBe(1);
  });

  it("is the share of the interactions with such items, each counted once, and of at least one interaction", () => {
    expect(table.interactionShare(0)).toBe(30 / 100); // items 0, 1 and 4
    expect(table.interactionShare(1)).toBe(30 / 100);
    expect(table.interactionShare(4)).toBe(10 / 100);
    expect(table.interactionShare(3)).toBe(1 / 100);
    expect(table.interactionShare(0)).toBe(30 / 100); // again
  });

  it("agrees with sets of names", () => {
    const names = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 9 }), (catalog) => {
        const counts = Int32Array.from(catalog, (_, index) => index);
        const { countSharing, interactionShare } = createCategoryTable(
          catalog.map((own) => item(...own)),
          counts,
        );
        const all = [...catalog.keys()];
        const total = Math.max(
          counts.reduce((sum, count) => sum + count, 0),
          1,
        );
        for (const [index, own] of catalog.entries()) {
          const sharing = all.filter((other) => catalog[other]?.some((name) => own.includes(name)));
          const interactions = sharing.reduce((sum, other) => sum + other, 0);
          expect(countSharing(index, all)).toBe(sharing.length);
          expect(interactionShare(index)).toBe(Math.max(interactions, 1) / total);
        }
      }),
    );
  });
});
