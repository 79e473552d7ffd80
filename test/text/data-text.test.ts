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
/** All characters that JavaScript, Python or a terminal treats as a line break. */
const LINE_BREAK = /[\p{Cc}\p{Zl}\p{Zp}]/u;

describe("escapeTags", () => {
  it.each([
    { text: "<plan>", escaped: "&lt;plan>" },
    { text: "</tool_response>", escaped: "&lt;/tool_response>" },
    { text: "<|im_end|>", escaped: "&lt;|im_end|>" },
    { text: "<｜end｜>", escaped: "&lt;｜end｜>" },
    { text: "<DATA>", escaped: "&lt;DATA>" },
    { text: "&lt;plan>", escaped: "&amp;lt;plan>" }, // existing entities stay distinct from escaped tags
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

  it("is inverted by unescapeTags, also when applied twice", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(unescapeTags(escapeTags(text))).toBe(text);
        expect(unescapeTags(unescapeTags(escapeTags(escapeTags(text))))).toBe(text);
      }),
    );
  });
});

describe("escapeOnce", () => {
  it("leaves no tag and is idempotent", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = escapeOnce(text);
        return !TAG.test(once) && escapeOnce(once) === once;
      }),
    );
  });

  it("leaves escaped text unchanged", () => {
    expect(escapeOnce("&lt;plan>")).toBe("&lt;plan>");
    expect(escapeOnce("<plan>")).toBe("&lt;plan>");
  });
});

describe("quoteData", () => {
  it("writes one line without tags that readId inverts", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(quoteData(text)).not.toMatch(LINE_BREAK);
        expect(quoteData(text)).not.toMatch(TAG);
        expect(readId(quoteData(text))).toBe(text);
      }),
    );
  });

  it("only adds quotes to ordinary titles", () => {
    expect(quoteData("Amélie & Co. (2001) 猫")).toBe('"Amélie & Co. (2001) 猫"');
  });
});

describe("inlineData", () => {
  it("keeps ordinary text, joins lines and leaves no tag", () => {
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

  it("is inverted by readId", () => {
    fc.assert(fc.property(hostileText, (id) => readId(printId(id)) === id));
  });
});
