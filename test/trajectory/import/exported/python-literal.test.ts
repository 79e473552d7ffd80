import { describe, expect, it } from "vitest";
import { parsePythonLiteral } from "../../../../src/trajectory/import/exported/python-literal.js";

describe("parsePythonLiteral", () => {
  // Printed by repr() of Python 3.11.
  it.each([
    ["{'city': 'Lisbon'}", { city: "Lisbon" }],
    [
      "{'a': 1, 'b': -2.5, 'c': 1e+16, 'd': True, 'e': None}",
      { a: 1, b: -2.5, c: 1e16, d: true, e: null },
    ],
    [
      `{'q': "it's", 'r': 'a "b" it\\'s', 's': 'x\\n\\\\y', 't': '\\x1b\\u2028'}`,
      { q: "it's", r: `a "b" it's`, s: "x\n\\y", t: "\u001b\u2028" },
    ],
    ["{'list': [1, ('a',), {}], 'text': 'a,]}'}", { list: [1, ["a"], {}], text: "a,]}" }],
    ["{'ü': '日本'}", { ü: "日本" }],
  ])("reads %s", (text, value) => expect(parsePythonLiteral(text)).toEqual(value));

  it.each(["Lisbon", "{'at': datetime.date(2026, 1, 1)}", "{'a': ", "<object>"])(
    "does not read %s",
    (text) => {
      expect(parsePythonLiteral(text)).toBeUndefined();
    },
  );
});
