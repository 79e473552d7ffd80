import { describe, expect, it } from "vitest";
import {
  createInteractionMatrix,
  knownItemIndexes,
} from "../../src/collaborative/interaction-matrix.js";

const sequences = [
  { userId: "ann", itemIds: ["c", "a", "c"] },
  { userId: "bob", itemIds: [] },
  { userId: "cem", itemIds: ["a"] },
];
const items = ["a", "b", "c"];
const matrix = createInteractionMatrix({ sequences, items });

describe("createInteractionMatrix", () => {
  it("counts a repeated item once, columns ascending", () => {
    expect([...matrix.rows.offsets]).toEqual([0, 2, 2, 3]);
    expect([...matrix.rows.columns]).toEqual([0, 2, 0]);
  });

  it("keeps repeats and order in the sequences", () => {
    expect([...matrix.sequences.offsets]).toEqual([0, 3, 3, 4]);
    expect([...matrix.sequences.items]).toEqual([2, 0, 2, 0]);
  });

  it("lists users by item, in catalog order", () => {
    expect([...matrix.columns.offsets]).toEqual([0, 2, 2, 3]);
    expect([...matrix.columns.columns]).toEqual([0, 2, 0]);
    expect([...matrix.itemCounts]).toEqual([2, 0, 1]);
    expect(matrix.itemIndex.get("c")).toBe(2);
    expect(matrix.userIndex.get("cem")).toBe(2);
  });

  it("rejects an item outside the catalog", () => {
    const unknown = [{ userId: "ann", itemIds: ["z"] }];
    expect(() => createInteractionMatrix({ sequences: unknown, items })).toThrow(
      /"ann" interacted with item "z".*Add the item to the catalog/,
    );
  });

  it("rejects duplicate users and items", () => {
    const twice = [...sequences, { userId: "ann", itemIds: [] }];
    expect(() => createInteractionMatrix({ sequences: twice, items })).toThrow(
      'Duplicate user "ann".',
    );
    expect(() => createInteractionMatrix({ sequences, items: [...items, "b"] })).toThrow(
      'Duplicate item "b".',
    );
  });
});

describe("knownItems", () => {
  it("returns each known item once, in order of first occurrence", () => {
    expect(knownItemIndexes(matrix, ["c", "nowhere", "a", "c"])).toEqual([2, 0]);
  });
});
