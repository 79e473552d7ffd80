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
    { given: "007", id: "007" },
    { given: 9_007_199_254_740_991, id: "9007199254740991" }, // 2^53 - 1
    { given: 76_561_198_000_000_001n, id: "76561198000000001" },
    { given: "76561198000000001", id: "76561198000000001" },
    { given: "1e5", id: "1e5" },
  ])("accepts $given", ({ given, id }) => expect(idSchema.parse(given)).toBe(id));

  it.each(["", "  ", "a\nb", "\ud800", null, undefined, {}])("rejects %j", (given) => {
    expect(idSchema.safeParse(given).success).toBe(false);
  });
});

describe("idSchema for numbers that were rounded", () => {
  it.each([
    9_007_199_254_740_992, // 2^53, which 2^53 + 1 rounds to
    7.6561198e16,
    1e21,
    1.5,
    Number.NaN,
    "7.65612E+16",
    "7.6561198e+16",
    "7E+16",
    "9,00720E+16",
    "76561198000000000,0",
    "76561198000000000.0",
    "76561198000000000.",
  ])("rejects %j", (given) => {
    const { error } = idSchema.safeParse(given);
    expect(error?.issues[0]?.message).toContain("all its digits");
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
  it("accepts seconds, also with a fraction or before 1970", () => {
    const given = ["1700000000", 1_700_000_000.5, -1_700_000_000, 0, 99_999_999_999];
    const seconds = given.map((value) => secondsSchema.parse(value));
    expect(seconds).toEqual([1_700_000_000, 1_700_000_000.5, -1_700_000_000, 0, 99_999_999_999]);
  });

  it.each([
    { given: "1700000000000", problem: "not milliseconds: divide it by 1000" },
    { given: 100_000_000_000, problem: "not milliseconds" },
    { given: -1_700_000_000_000, problem: "not milliseconds" },
    { given: 1_700_000_000_000_000, problem: "not microseconds: divide it by 1000000" },
    { given: 1_700_000_000_000_000_000n, problem: "not nanoseconds: divide it by 1000000000" },
    { given: "2023-11-14T22:13:20Z", problem: "expected a number of Unix seconds" },
    { given: "2023-11-14", problem: "expected a number of Unix seconds" },
    { given: null, problem: "expected a number of Unix seconds" },
  ])("rejects $given", ({ given, problem }) => {
    const { error } = secondsSchema.safeParse(given);
    expect(error?.issues[0]?.message).toContain(problem);
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
