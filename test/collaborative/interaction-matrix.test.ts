import { describe, expect, it } from "vitest";
import { createInteractionMatrix, knownItems } from "../../src/collaborative/interaction-matrix.js";

const sequences = [
  { userId: "ann", itemIds: ["c", "a", "c"] },
  { userId: "bob", itemIds: [] },
  { userId: "cem", itemIds: ["a"] },
];
const items = ["a", "b", "c"];
const matrix = createInteractionMatrix({ sequences, items });

describe("createInteractionMatrix", () => {
  it("counts a repeated choice once, columns ascending", () => {
    expect([...matrix.rows.offsets]).toEqual([0, 2, 2, 3]);
    expect([...matrix.rows.columns]).toEqual([0, 2, 0]);
  });

  it("keeps repeats and order in the sequences", () => {
    expect([...matrix.sequences.offsets]).toEqual([0, 3, 3, 4]);
    expect([...matrix.sequences.items]).toEqual([2, 0, 2, 0]);
  });

  it("lists users by item, in the catalogue's order", () => {
    expect([...matrix.columns.offsets]).toEqual([0, 2, 2, 3]);
    expect([...matrix.columns.columns]).toEqual([0, 2, 0]);
    expect([...matrix.itemCounts]).toEqual([2, 0, 1]);
    expect(matrix.itemIndex.get("c")).toBe(2);
    expect(matrix.userIndex.get("cem")).toBe(2);
  });

  it("refuses an item outside the catalogue", () => {
    const unknown = [{ userId: "ann", itemIds: ["z"] }];
    expect(() => createInteractionMatrix({ sequences: unknown, items })).toThrow(
      /"ann" chose item "z".*Add the item to the catalogue/,
    );
  });

  it("refuses a user or an item given twice", () => {
    const twice = [...sequences, { userId: "ann", itemIds: [] }];
    expect(() => createInteractionMatrix({ sequences: twice, items })).toThrow(
      'user "ann" is given twice',
    );
    expect(() => createInteractionMatrix({ sequences, items: [...items, "b"] })).toThrow(
      'item "b" is given twice',
    );
  });
});

describe("knownItems", () => {
  it("keeps each known item once, in order of first choice", () => {
    expect(knownItems(matrix, ["c", "nowhere", "a", "c"])).toEqual([2, 0]);
  });
});
