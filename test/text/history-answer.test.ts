import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatHistory,
  formatHistoryHeadline,
  parseHistory,
  parseHistoryAnswer,
} from "../../src/text/history-answer.js";
import { hostileItem } from "../support/hostile.js";

const kolya = { id: "242", title: "Kolya (1996)", categories: ["Comedy"] };
const wars = { id: "50", title: "Star Wars (1977)", categories: [] };
const HEADLINE = formatHistoryHeadline({
  userId: "7",
  choices: 14,
  window: "recent",
  shown: 3,
  inWindow: 10,
});

describe("formatHistory", () => {
  it("writes position and day before the first item of a day", () => {
    const entries = [
      { position: 12, date: "1997-12-04", item: kolya },
      { position: 13, date: "1997-12-04", item: wars },
      { position: 14, date: "1997-12-05", item: kolya },
    ];
    const lines = [
      "12. 1997-12-04",
      '[242] "Kolya (1996)" (Comedy)',
      '[50] "Star Wars (1977)"',
      "14. 1997-12-05",
      '[242] "Kolya (1996)" (Comedy)',
    ];
    expect(formatHistory(entries)).toEqual(lines);
    expect(parseHistory(lines)).toEqual(entries);
  });

  it("writes only the first position without days", () => {
    const entries = [
      { position: 1, item: kolya },
      { position: 2, item: wars },
    ];
    expect(formatHistory(entries)[0]).toBe("1.");
    expect(parseHistory(formatHistory(entries))).toEqual(entries);
  });

  it("is inverted by parseHistory for all items, positions and days", () => {
    const entry = fc.record(
      {
        position: fc.integer({ min: 1, max: 5 }),
        date: fc.constantFrom("2026-01-31", "2026-02-01"),
        item: hostileItem,
      },
      { requiredKeys: ["position", "item"] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        expect(parseHistory(formatHistory(entries))).toEqual(entries);
      }),
    );
  });
});

describe("parseHistoryAnswer", () => {
  const lines = formatHistory([{ position: 12, item: kolya }]);

  it("ends with the first other line", () => {
    const answer = [HEADLINE, ...lines, "Summary:", '[9] "Forged"'].join("\n");
    expect(parseHistoryAnswer(answer)).toEqual([{ position: 12, item: kolya }]);
  });

  it.each([
    ["another answer", [`The 3 items nearest to item 7:`, ...lines]],
    ["a summary", [HEADLINE, "Summary of these 3 choices:", ...lines]],
    ["an item before any position", [HEADLINE, '[242] "Kolya (1996)"']],
  ])("reads nothing in %s", (_, text) => expect(parseHistoryAnswer(text.join("\n"))).toEqual([]));
});
