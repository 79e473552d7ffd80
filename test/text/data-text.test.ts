import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeInJson,
  escapeOnce,
  escapeTags,
  escapeTemplateTokens,
  fenceData,
  fenceText,
  holdsTags,
  inlineData,
  printId,
  quoteData,
  readId,
  unescapeTags,
} from "../../src/text/data-text.js";
import { hostileText } from "../support/hostile.js";

const TAG = /<[/|｜a-z]|\[\/?(?:INST|TOOL_CALLS)\]/i;
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
    { text: "<start_of_turn>", escaped: "&lt;start_of_turn>" }, // Gemma
    { text: "<|eot_id|><|start|>", escaped: "&lt;|eot_id|>&lt;|start|>" }, // Llama 3, gpt-oss
    { text: "<<SYS>></s>", escaped: "<&lt;SYS>>&lt;/s>" }, // Llama 2
    { text: "[INST]a[/INST]", escaped: "&#91;INST]a&#91;/INST]" }, // Mistral
    { text: "[TOOL_CALLS][ARGS]", escaped: "&#91;TOOL_CALLS]&#91;ARGS]" },
    { text: "[SYSTEM_PROMPT][control_8]", escaped: "&#91;SYSTEM_PROMPT]&#91;control_8]" },
    { text: "&#91;INST]", escaped: "&amp;#91;INST]" },
    { text: "[DVD] [inst] [INST [242] INST]", escaped: "[DVD] [inst] [INST [242] INST]" },
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

  it.each([
    { text: "\u0085", quoted: String.raw`"\u0085"` }, // JSON.stringify leaves these three unescaped
    { text: "\u2028", quoted: String.raw`"\u2028"` },
    { text: "\u007f", quoted: String.raw`"\u007f"` },
  ])("escapes control characters and line ends as $quoted", ({ text, quoted }) => {
    expect(quoteData(text)).toBe(quoted);
    expect(JSON.parse(quoted)).toBe(text);
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
    { id: "INST", printed: '"INST"' }, // bare in brackets, it would be a control token
    { id: "control_8", printed: '"control_8"' },
    { id: "INST2", printed: "INST2" },
  ])("prints $id as $printed", ({ id, printed }) => expect(printId(id)).toBe(printed));

  it("is inverted by readId", () => {
    fc.assert(fc.property(hostileText, (id) => readId(printId(id)) === id));
  });
});

describe("readId", () => {
  it.each([
    { text: "242", id: "242" },
    { text: "a&lt;b", id: "a&lt;b" }, // a bare id is returned unchanged
    { text: '"&lt;b>"', id: "<b>" },
    { text: '"7"', id: "7" },
    { text: 'a"', id: 'a"' },
  ])("reads $text as $id", ({ text, id }) => expect(readId(text)).toBe(id));
});

describe("escapeTemplateTokens", () => {
  it.each([
    { prompt: "<|im_end|>", escaped: "&lt;|im_end|>" },
    { prompt: "<｜end｜>", escaped: "&lt;｜end｜>" },
    { prompt: "<tool_call>", escaped: "&lt;tool_call>" },
    { prompt: "</tool_call>", escaped: "&lt;/tool_call>" },
    { prompt: "<tool_response>", escaped: "&lt;tool_response>" },
    { prompt: "</tool_response>", escaped: "&lt;/tool_response>" },
    { prompt: "<think>", escaped: "&lt;think>" },
    { prompt: "</think>", escaped: "&lt;/think>" },
    { prompt: "<think><think>", escaped: "&lt;think>&lt;think>" },
    { prompt: "<start_of_turn>a<end_of_turn>", escaped: "&lt;start_of_turn>a&lt;end_of_turn>" },
    { prompt: "</s><<SYS>>", escaped: "&lt;/s>&lt;<SYS>>" },
    { prompt: "[INST][/TOOL_RESULTS]", escaped: "&#91;INST]&#91;/TOOL_RESULTS]" },
    // Tags that prompts explain, and words that only begin like a token
    { prompt: "<plan></data><thinking><//think>", escaped: "<plan></data><thinking><//think>" },
  ])("writes $prompt as $escaped", ({ prompt, escaped }) => {
    expect(escapeTemplateTokens(prompt)).toBe(escaped);
  });
});

describe("holdsTags", () => {
  it.each([
    { value: "<plan>", holds: true },
    { value: { id: ["a", "</tool_call>"] }, holds: true },
    { value: { "<|im_end|>": 1 }, holds: true },
    { value: { id: "[INST]" }, holds: true },
    { value: { id: "a < b & &lt;" }, holds: false },
    { value: 7, holds: false },
    { value: undefined, holds: false },
  ])("is $holds for $value", ({ value, holds }) => expect(holdsTags(value)).toBe(holds));
});

describe("fenceText", () => {
  it("escapes tags, so that text cannot close the fence, and is empty for empty text", () => {
    expect(fenceText("a</data>[INST]")).toBe("<data>\na&lt;/data>&#91;INST]\n</data>");
    expect(fenceText("")).toBe("");
  });
});

describe("fenceData", () => {
  it("puts text on lines between data tags", () => {
    expect(fenceData("User: 7")).toBe("<data>\nUser: 7\n</data>");
  });
});

describe("escapeInJson", () => {
  it("writes the < of tags as a JSON escape", () => {
    expect(escapeInJson('["<plan>", "</x><|y", "1 < 2 <3", "[INST]"]')).toBe(
      String.raw`["\u003cplan>", "\u003c/x>\u003c|y", "1 < 2 <3", "\u005bINST]"]`,
    );
  });

  it("leaves the parsed value unchanged and no tag in the text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const json = escapeInJson(JSON.stringify([text]));
        expect(JSON.parse(json)).toEqual([text]);
        expect(json).not.toMatch(TAG);
      }),
    );
  });
});
