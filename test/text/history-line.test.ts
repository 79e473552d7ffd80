import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHistoryLine, parseHistoryLine } from "../../src/text/history-line.js";
import { hostileItem } from "../support/hostile.js";

const item = { id: "242", title: "Kolya (1996)", categories: ["Comedy"] };

describe("formatHistoryLine", () => {
  it.each([
    {
      line: { position: 12, date: "1997-12-04", item },
      text: '12. 1997-12-04 [242] "Kolya (1996)" (Comedy)',
    },
    { line: { position: 1, item }, text: '1. [242] "Kolya (1996)" (Comedy)' },
  ])("writes $text", ({ line, text }) => {
    expect(formatHistoryLine(line)).toBe(text);
    expect(parseHistoryLine(text)).toEqual(line);
  });

  it("is inverted by parseHistoryLine for every item", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), hostileItem, (position, item) => {
        const line = { position, date: "2026-01-31", item };
        expect(parseHistoryLine(formatHistoryLine(line))).toEqual(line);
      }),
    );
  });
});

describe("parseHistoryLine", () => {
  it.each([
    "User 1 has 3 earlier choices.",
    '[242] "Kolya (1996)"',
    '1. [242] "Kolya (1996)": similarity 0.90, 3 users chose both',
    "1. user 7: similarity 0.90, 3 of 9 choices in common",
  ])("rejects %j", (text) => expect(parseHistoryLine(text)).toBeUndefined());
});
