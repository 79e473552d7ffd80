import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  distinctCategories,
  idSchema,
  numberSchema,
  toSingleLine,
  secondsSchema,
  titleSchema,
} from "../../src/data/fields.js";

describe("toSingleLine", () => {
  it("replaces runs of whitespace and control characters by single spaces", () => {
    expect(toSingleLine(" a\r\n\tb\u0000\u00a0 c\u2028\u0085d\ud800 ")).toBe("a b c d");
  });

  it("returns a single line and is idempotent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(toSingleLine(text)).not.toMatch(/[\r\n\t\v\f\u2028\u2029\u0085]| {2}|^ | $/);
        expect(toSingleLine(toSingleLine(text))).toBe(toSingleLine(text));
      }),
    );
  });
});

describe("idSchema", () => {
  it.each([
    { given: " a b ", id: "a b" },
    { given: 42, id: "42" },
    { given: "Zoë/1", id: "Zoë/1" },
  ])("accepts $given", ({ given, id }) => expect(idSchema.parse(given)).toBe(id));

  it.each(["", "  ", "a\nb", "\ud800", null, undefined, {}])("rejects %j", (given) => {
    expect(idSchema.safeParse(given).success).toBe(false);
  });
});

describe("numberSchema", () => {
  it.each([
    { given: "12", number: 12 },
    { given: " -1.5e3 ", number: -1500 },
    { given: ".5", number: 0.5 },
    { given: 7, number: 7 },
  ])("accepts $given", ({ given, number }) => expect(numberSchema.parse(given)).toBe(number));

  it.each(["", " ", "abc", "1,5", "0x10", "1e999", "NaN", "Infinity", Number.NaN, null])(
    "rejects %j",
    (given) => expect(numberSchema.safeParse(given).success).toBe(false),
  );
});

describe("secondsSchema", () => {
  it("rejects milliseconds", () => {
    expect(secondsSchema.parse("1700000000")).toBe(1_700_000_000);
    expect(secondsSchema.safeParse("1700000000000").success).toBe(false);
  });
});

describe("titleSchema", () => {
  it("replaces a blank title", () => expect(titleSchema.parse(" \n")).toBe("untitled item"));
});

describe("distinctCategories", () => {
  it("keeps the first spelling of every name", () => {
    expect(distinctCategories(["All Beauty", null, " ", "Toys", "ALL BEAUTY"])).toEqual([
      "All Beauty",
      "Toys",
    ]);
  });
});
