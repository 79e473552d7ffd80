import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBlank, isRecord, parseShallowJson, readJsonObject, toPythonJson } from "../src/json.js";

describe("toPythonJson", () => {
  // As json.dumps(value, ensure_ascii=False) of Python 3 prints them.
  it.each([
    { value: { a: 1, b: [2, 3], c: {} }, text: '{"a": 1, "b": [2, 3], "c": {}}' },
    { value: [], text: "[]" },
    { value: [null, true, -1.5, "é猫"], text: '[null, true, -1.5, "é猫"]' },
    { value: { 'q"': "line\nend\u0001" }, text: String.raw`{"q\"": "line\nend\u0001"}` },
    {
      value: { type: "object", properties: { k: { enum: ["a", "b"] } } },
      text: '{"type": "object", "properties": {"k": {"enum": ["a", "b"]}}}',
    },
  ])("writes $text", ({ value, text }) => expect(toPythonJson(value)).toBe(text));

  it("leaves undefined out as JSON.stringify does", () => {
    expect(toPythonJson({ a: undefined, b: [undefined] })).toBe('{"b": [null]}');
    expect(toPythonJson(undefined)).toBe("null");
  });

  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toPythonJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("isRecord", () => {
  it.each([
    { value: {}, expected: true },
    { value: [], expected: false },
    { value: null, expected: false },
    { value: "{}", expected: false },
  ])("is $expected for $value", ({ value, expected }) => expect(isRecord(value)).toBe(expected));
});

describe("readJsonObject", () => {
  it.each([
    { text: '{"a": 1}', value: { a: 1 } },
    { text: '```json\n{"a": {"b": 2}}\n```', value: { a: { b: 2 } } },
    { text: 'Here it is: {"a": 1}. Done.', value: { a: 1 } },
    { text: "[1]", value: undefined },
    { text: '{"a": 1', value: undefined },
    { text: '} {"a": 1', value: undefined },
    { text: '{"a": 1} {"b": 2}', value: undefined },
    { text: "", value: undefined },
  ])("reads $value from $text", ({ text, value }) => expect(readJsonObject(text)).toEqual(value));
});

describe("parseShallowJson", () => {
  it("reads up to 64 opening brackets", () => {
    expect(parseShallowJson("[".repeat(64) + "]".repeat(64))).toBeInstanceOf(Array);
    expect(parseShallowJson("[".repeat(65) + "]".repeat(65))).toBeUndefined();
  });

  it("is undefined for text that is not JSON", () =>
    expect(parseShallowJson("[1")).toBeUndefined());
});

describe("isBlank", () => {
  it.each([
    { text: "", expected: true },
    { text: " \t\r\n", expected: true },
    { text: "\u00a0", expected: false },
    { text: " a ", expected: false },
  ])("is $expected for $text", ({ text, expected }) => expect(isBlank(text)).toBe(expected));
});
