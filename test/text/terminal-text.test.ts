import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { styledTerminalText, terminalLine, terminalText } from "../../src/text/terminal-text.js";

/** C0 except tab and newline, DEL, C1, line ends, and marks of direction. */
const EXECUTED = /(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("terminalText", () => {
  it.each([
    { given: "\u001b]0;renamed\u0007", shown: "\\u001b]0;renamed\\u0007" },
    { given: "\u001b[2Jx", shown: "\\u001b[2Jx" },
    { given: "\u009b31mred", shown: "\\u009b31mred" }, // C1: one character for ESC [
    { given: "a\u0008\u007f", shown: "a\\u0008\\u007f" },
    { given: "over\rwritten", shown: "over\\u000dwritten" },
    { given: "abc\u202edcba\u2066", shown: "abc\\u202edcba\\u2066" },
    { given: "two\n\tlines", shown: "two\n\tlines" },
    { given: "推荐 می‌خواهم 👩‍💻", shown: "推荐 می‌خواهم 👩‍💻" },
  ])("shows $shown", ({ given, shown }) => expect(terminalText(given)).toBe(shown));

  it("leaves nothing that a terminal executes, and keeps the value of JSON", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.string({ unit: "binary" }),
        (value, text) => {
          expect(terminalText(text)).not.toMatch(EXECUTED);
          const json = JSON.stringify([value, text], null, 2);
          expect(JSON.parse(terminalText(json))).toEqual(JSON.parse(json));
        },
      ),
    );
  });
});

describe("terminalLine", () => {
  it("has no newline", () => expect(terminalLine("a\n\u001bb")).toBe("a \\u001bb"));
});

describe("styledTerminalText", () => {
  it("keeps the styles of pages, and no other sequence", () => {
    const page = "\u001b[1mTask\u001b[0m";
    expect(styledTerminalText(page)).toBe(page);
    expect(styledTerminalText(`\u001b[8m\u001b[2J${page}\u001b[?25l`)).toBe(
      `\\u001b[8m\\u001b[2J${page}\\u001b[?25l`,
    );
  });
});
