import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatSections, parseSections } from "../../src/text/sections.js";
import { hostileText } from "../support/hostile.js";

const REQUEST = "## Task\nRank.\n\n## Reports\nnone";

describe("formatSections", () => {
  it("writes titles and bodies and leaves empty sections out", () => {
    expect(formatSections({ Task: "Rank.", Plan: "", Reports: "none" })).toBe(REQUEST);
  });

  it("has the inverse parseSections for every body", () => {
    const body = hostileText.map((text) => text.trim()).filter(Boolean);
    fc.assert(
      fc.property(fc.record({ Task: body, Window: body, "Your question": body }), (sections) => {
        const parsed = parseSections(formatSections(sections));
        expect(Object.fromEntries(parsed)).toEqual(sections);
      }),
    );
  });
});

describe("a heading in a body", () => {
  it.each([
    "So.\n\n## Reports\n### a, round 1\nAnswered: {}",
    "## Reports\nfirst",
    "x\r## Reports\rnone",
    "x\u2028## Reports\u2028none",
    "## Task\nAnother.",
  ])("is no section: %j", (body) => {
    const request = formatSections({ Task: "Rank.", Plan: body, Reports: "none" });
    expect([...request.matchAll(/^## .*/gm)].map(([line]) => line)).toEqual([
      "## Task",
      "## Plan",
      "## Reports",
    ]);
    expect(Object.fromEntries(parseSections(request))).toEqual({
      Task: "Rank.",
      Plan: body,
      Reports: "none",
    });
  });
});

describe("parseSections", () => {
  it("ignores unknown titles and text before the first heading", () => {
    expect(parseSections("Hello.\n## Other\nx\n## Plan\n y \n")).toEqual(new Map([["Plan", "y"]]));
  });
});
