import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatItem, parseItem } from "../../src/text/item-line.js";
import { HOSTILE_TITLE, hostileItem } from "../support/hostile.js";

describe("formatItem", () => {
  it.each([
    {
      item: { id: "242", title: "Kolya (1996)", categories: ["Comedy", "Sci-Fi & Fantasy"] },
      line: '[242] "Kolya (1996)" (Comedy, Sci-Fi & Fantasy)',
    },
    { item: { id: "7", title: "", categories: [] }, line: '[7] ""' },
    {
      item: { id: "a b", title: 'He said "no"', categories: ["x, y", ""] },
      line: String.raw`["a b"] "He said \"no\"" ("x, y", "")`,
    },
  ])("writes $line", ({ item, line }) => {
    expect(formatItem(item)).toBe(line);
    expect(parseItem(line)).toEqual(item);
    expect(parseItem(`- ${line}`)).toEqual(item);
  });

  it("writes one line that parseItem inverts, for every item", () => {
    fc.assert(
      fc.property(hostileItem, (item) => {
        const line = formatItem(item);
        expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029]|<[/|a-z]/i);
        expect(parseItem(line)).toEqual(item);
      }),
    );
  });
});

describe("parseItem", () => {
  it.each(["", "Kolya", "[242] Kolya", '242 "Kolya"', '[242] "Kolya" (Comedy) and more', "[242]"])(
    "rejects %j",
    (text) => expect(parseItem(text)).toBeUndefined(),
  );

  it("rejects every line of a hostile title", () => {
    for (const line of HOSTILE_TITLE.split("\n")) expect(parseItem(line)).toBeUndefined();
  });
});
