import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHeadings, unescapeHeadings } from "../../src/text/headings.js";
import { hostileText } from "../support/hostile.js";

describe("escapeHeadings", () => {
  it.each([
    { text: "## Evidence", escaped: "\\## Evidence" },
    { text: "a\n## Evidence\nb", escaped: "a\n\\## Evidence\nb" },
    { text: "  ## Evidence", escaped: "  \\## Evidence" },
    { text: "a\r## Plan", escaped: "a\r\\## Plan" },
    { text: "a\u2028## Plan\u2029## Task", escaped: "a\u2028\\## Plan\u2029\\## Task" },
    { text: "##", escaped: "\\##" },
    { text: "\\## Plan", escaped: "\\\\## Plan" },
    { text: "### a, round 1", escaped: "### a, round 1" },
    { text: "##x, # one, a ## b", escaped: "##x, # one, a ## b" },
  ])("writes $text as $escaped", ({ text, escaped }) => {
    expect(escapeHeadings(text, "##")).toBe(escaped);
    expect(unescapeHeadings(escaped, "##")).toBe(text);
  });

  it("leaves no heading in any text, and is inverted by unescapeHeadings", () => {
    const text = fc.array(
      fc.oneof(hostileText, fc.constantFrom("## Plan", "### a", "\\", " ", "\n", "\r")),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("##" as const, "###" as const), (parts, marks) => {
        const escaped = escapeHeadings(parts.join(""), marks);
        expect(escaped).not.toMatch(marks === "##" ? /^\s*##\s/m : /^\s*###\s/m);
        expect(unescapeHeadings(escaped, marks)).toBe(parts.join(""));
      }),
    );
  });
});
