import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf, INDEX_VERSION } from "../../src/collaborative/index-fingerprint.js";
import {
  createInteractionMatrix,
  knownItemIndexes,
} from "../../src/collaborative/interaction-matrix.js";
import { userSequences } from "../../src/data/sequences.js";

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

describe("a matrix of columns", () => {
  it("equals that of the same IDs as plain sequences, whatever the catalog's order and whether a column has repeats", () => {
    const chosen = fc.array(fc.record({ user: fc.nat(3), item: fc.nat(5), time: fc.nat(9) }));
    fc.assert(
      fc.property(chosen, (rows) => {
        const interactions = rows.map(({ user, item, time }) => ({
          userId: `u${user}`,
          itemId: `i${item}`,
          timestamp: time,
        }));
        const coded = userSequences(interactions);
        const plain = coded.map(({ userId, itemIds }) => ({ userId, itemIds }));
        const catalog = ["i3", "i0", "i5", "i4", "i1", "i2", "never chosen"];
        expect(createInteractionMatrix({ sequences: coded, items: catalog })).toEqual(
          createInteractionMatrix({ sequences: plain, items: catalog }),
        );
      }),
    );
  });

  it("rejects an item outside the catalog", () => {
    const coded = userSequences([
      { userId: "ann", itemId: "a", timestamp: 1 },
      { userId: "ann", itemId: "z", timestamp: 2 },
    ]);
    expect(() => createInteractionMatrix({ sequences: coded, items })).toThrow(
      'User "ann" interacted with item "z"',
    );
  });
});

describe("fingerprintOf", () => {
  it("is that of the JSON text of all numbers, however many chunks they take", () => {
    const packed = {
      offsets: Int32Array.from([0, 0, 150_000]),
      items: Int32Array.from({ length: 150_000 }, (_, index) => (index * 7919) % 1009),
    };
    for (const one of [packed, { offsets: Int32Array.of(0), items: new Int32Array() }]) {
      const text =
        JSON.stringify([INDEX_VERSION, { seed: 1 }, ["ann"], ["a"]]) +
        JSON.stringify([[...one.offsets], [...one.items]]);
      expect(fingerprintOf({ users: ["ann"], items: ["a"], sequences: one }, { seed: 1 })).toBe(
        createHash("sha256").update(text).digest("hex"),
      );
    }
  });
});
