import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findNearestNeighbor,
  formatItemNeighbor,
  formatUserNeighbor,
  parseItemNeighbor,
  parseUserNeighbor,
} from "../../src/text/neighbor-line.js";
import { hostileItem, hostileText } from "../support/hostile.js";

const count = fc.nat();
const rank = fc.integer({ min: 1, max: 100 });
/** Two decimals, as in the text. */
const similarity = fc.integer({ min: -100, max: 100 }).map((hundredths) => hundredths / 100);

const USER_LINE = "2. user 12: similarity 0.50, 3 of 10 choices in common";
const ITEM_LINE = '1. [242] "Kolya (1996)" (Comedy): similarity 0.95, 4 users chose both';

describe("formatUserNeighbor", () => {
  it("writes rank, user, similarity and overlap", () => {
    const neighbor = { rank: 2, userId: "12", similarity: 0.5, shared: 3, total: 10 };
    expect(formatUserNeighbor(neighbor)).toBe(USER_LINE);
  });

  it("has the inverse parseUserNeighbor for every user id", () => {
    const neighbor = fc.record({
      rank,
      userId: hostileText,
      similarity,
      shared: count,
      total: count,
    });
    fc.assert(
      fc.property(neighbor, (written) => {
        expect(parseUserNeighbor(formatUserNeighbor(written))).toEqual(written);
        expect(parseItemNeighbor(formatUserNeighbor(written))).toBeUndefined();
      }),
    );
  });
});

describe("formatItemNeighbor", () => {
  it("writes rank, item, similarity and common users", () => {
    const item = { id: "242", title: "Kolya (1996)", categories: ["Comedy"] };
    expect(formatItemNeighbor({ rank: 1, item, similarity: 0.954, together: 4 })).toBe(ITEM_LINE);
  });

  it("has the inverse parseItemNeighbor for every item", () => {
    const neighbor = fc.record({ rank, item: hostileItem, similarity, together: count });
    fc.assert(
      fc.property(neighbor, (written) => {
        expect(parseItemNeighbor(formatItemNeighbor(written))).toEqual(written);
        expect(parseUserNeighbor(formatItemNeighbor(written))).toBeUndefined();
      }),
    );
  });
});

describe("parseUserNeighbor and parseItemNeighbor", () => {
  it.each(["", '1. [242] "Kolya (1996)"', "The 2 users nearest to user 7:", `x${USER_LINE}`])(
    "reject %j",
    (line) => {
      expect(parseUserNeighbor(line)).toBeUndefined();
      expect(parseItemNeighbor(line)).toBeUndefined();
    },
  );
});

describe("findNearestNeighbor", () => {
  it("returns the line of rank 1 without its rank", () => {
    const answer = `The 2 items nearest to item 7:\n${ITEM_LINE}\n${ITEM_LINE.replace("1.", "2.")}`;
    expect(findNearestNeighbor(answer)).toBe(ITEM_LINE.slice(3));
  });

  it("returns undefined for a history, whatever its titles", () => {
    expect(findNearestNeighbor('1. [7] "similarity 0.99"')).toBeUndefined();
  });
});
