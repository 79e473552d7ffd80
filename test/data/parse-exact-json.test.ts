import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson } from "../../src/data/parse-exact-json.js";

describe("parseExactJson", () => {
  it("keeps every digit of an integer", () => {
    const text = '{"a": 76561198000000001, "b": [-9007199254740993, 12], "c": "76561198000000001"}';
    expect(parseExactJson(text)).toEqual({
      a: 76_561_198_000_000_001n,
      b: [-9_007_199_254_740_993n, 12],
      c: "76561198000000001",
    });
  });

  it("keeps the last of two equal keys, as JSON.parse", () => {
    expect(parseExactJson('{"a": 1, "a": 76561198000000001}')).toEqual({
      a: 76_561_198_000_000_001n,
    });
  });

  it.each(['{"a": 76561198000000001', "076561198000000001", '{"a": 76561198000000001,}'])(
    "rejects %s",
    (text) => expect(() => parseExactJson(text)).toThrow(SyntaxError),
  );

  it("equals JSON.parse, except for the digits of long integers", () => {
    const round = (_: string, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value;
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify({ digits: "0123456789012345", value });
        const rounded = JSON.stringify(parseExactJson(text), round);
        expect(JSON.parse(rounded)).toEqual(JSON.parse(text));
      }),
    );
  });
});
