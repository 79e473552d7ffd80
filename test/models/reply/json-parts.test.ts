import { describe, expect, it } from "vitest";
import { findJson } from "../../../src/models/reply/json-parts.js";

const values = (text: string) => findJson(text).parts.map(({ value }) => value);

describe("findJson", () => {
  it.each([
    {
      text: 'Here: {"a": [1, {"b": "}"}]} and {"c": 2}.',
      expected: [{ a: [1, { b: "}" }] }, { c: 2 }],
    },
    { text: 'I weigh {a: 1} first. {"b": 2}', expected: [{ a: 1 }, { b: 2 }] },
    { text: "{'a': 'it\\'s', 'b': None,}", expected: [{ a: "it's", b: null }] },
    { text: 'Don\'t {"a": "don\'t"} won\'t', expected: [{ a: "don't" }] },
    { text: '{"a": 12345678901234567891}', expected: [{ a: "12345678901234567891" }] },
    { text: "a [note] and {braces}", expected: [] },
    { text: '{ "open": {"a": 1}', expected: [{ a: 1 }] },
    { text: "[50, i7]", expected: [[50, "i7"]] },
  ])("finds the JSON in $text", ({ text, expected }) => {
    expect(values(text)).toEqual(expected);
  });

  it("says when a text ends inside of an object, and completes nothing", () => {
    expect(findJson('{"ranking": ["a", "b')).toEqual({ parts: [], isCutOff: true });
    expect(findJson("no JSON")).toEqual({ parts: [], isCutOff: false });
  });

  it("gives up after thirty brackets without counterparts", () => {
    expect(values(`${"[".repeat(29)} {"a": 1}`)).toEqual([{ a: 1 }]);
    expect(values(`${"[".repeat(31)} {"a": 1}`)).toEqual([]);
  });
});
