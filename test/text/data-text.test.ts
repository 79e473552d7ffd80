import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeOnce,
  escapeTags,
  inlineData,
  printId,
  quoteData,
  readId,
  unescapeTags,
} from "../../src/text/data-text.js";
import { hostileText } from "../support/hostile.js";

const TAG = /<[/|｜a-z]/i;
/** Everything that any of JavaScript, Python and a terminal takes for the end of a line. */
const LINE_BREAK = /[\p{Cc}\p{Zl}\p{Zp}]/u;

describe("escapeTags", () => {
  it.each([
    { text: "<plan>", escaped: "&lt;plan>" },
    { text: "</tool_response>", escaped: "&lt;/tool_response>" },
    { text: "<|im_end|>", escaped: "&lt;|im_end|>" },
    { text: "<｜end｜>", escaped: "&lt;｜end｜>" },
    { text: "<DATA>", escaped: "&lt;DATA>" },
    { text: "&lt;plan>", escaped: "&amp;lt;plan>" }, // what was there before stays apart from what was escaped
    { text: "&amp;lt;", escaped: "&amp;amp;lt;" },
    {
      text: "I <3 cats & dogs, 1 < 2, AT&T, &amp;",
      escaped: "I <3 cats & dogs, 1 < 2, AT&T, &amp;",
    },
  ])("writes $text as $escaped", ({ text, escaped }) => {
    expect(escapeTags(text)).toBe(escaped);
  });

  it("leaves no tag in any text", () => {
    fc.assert(fc.property(hostileText, (text) => !TAG.test(escapeTags(text))));
  });

  it("is undone by unescapeTags, however often it was applied", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(unescapeTags(escapeTags(text))).toBe(text);
        expect(unescapeTags(unescapeTags(escapeTags(escapeTags(text))))).toBe(text);
      }),
    );
  });
});

describe("escapeOnce", () => {
  it("leaves no tag, and nothing to do for a second time", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = escapeOnce(text);
        return !TAG.test(once) && escapeOnce(once) === once;
      }),
    );
  });

  it("does not touch what was escaped before", () => {
    expect(escapeOnce("&lt;plan>")).toBe("&lt;plan>");
    expect(escapeOnce("<plan>")).toBe("&lt;plan>");
  });
});

describe("quoteData", () => {
  it("writes one line without tags that readId reads back", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(quoteData(text)).not.toMatch(LINE_BREAK);
        expect(quoteData(text)).not.toMatch(TAG);
        expect(readId(quoteData(text))).toBe(text);
      }),
    );
  });

  it("leaves ordinary titles as they are", () => {
    expect(quoteData("Amélie & Co. (2001) 猫")).toBe('"Amélie & Co. (2001) 猫"');
  });
});

describe("inlineData", () => {
  it("keeps ordinary text, puts any other on one line and leaves no tag in it", () => {
    expect(inlineData('The "Best" of 猫 (2001)')).toBe('The "Best" of 猫 (2001)');
    expect(inlineData("a\r\n\u2028b</data>")).toBe("a   b&lt;/data>");
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(inlineData(text)).not.toMatch(LINE_BREAK);
        expect(inlineData(text)).not.toMatch(TAG);
      }),
    );
  });
});

describe("printId", () => {
  it.each([
    { id: "242", printed: "242" },
    { id: "B00-x.y:z@1_", printed: "B00-x.y:z@1_" },
    { id: "", printed: '""' },
    { id: "a b", printed: '"a b"' },
    { id: "1\n", printed: String.raw`"1\n"` },
    { id: '"quoted"', printed: String.raw`"\"quoted\""` },
  ])("prints $id as $printed", ({ id, printed }) => expect(printId(id)).toBe(printed));

  it("is undone by readId", () => {
    fc.assert(fc.property(hostileText, (id) => readId(printId(id)) === id));
  });
});
