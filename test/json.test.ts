import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPythonJson } from "../src/json.js";

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
