import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLOCK_KINDS, readBlocks, writeBlock, writeCall } from "../../src/text/blocks.js";
import { escapeOnce } from "../../src/text/data-text.js";
import { hostileText } from "../support/hostile.js";

describe("writeBlock", () => {
  it("writes tags on lines of their own", () => {
    expect(writeBlock({ kind: "plan", text: "Read." })).toBe("<plan>\nRead.\n</plan>");
  });

  it("has the inverse readBlocks for escaped text", () => {
    const block = fc.record({
      kind: fc.constantFrom(...BLOCK_KINDS),
      text: hostileText.map(escapeOnce),
    });
    fc.assert(
      fc.property(fc.array(block), (blocks) => {
        const content = blocks.map(writeBlock).join("\n");
        expect(readBlocks(content)).toEqual({ blocks, isBroken: false, after: "" });
      }),
    );
  });
});

describe("writeCall", () => {
  it.each([
    { given: { user_id: "7", k: 3 }, json: '{"user_id": "7", "k": 3}' },
    { given: '{"k":3}', json: '{"k":3}' },
  ])("writes the arguments $json", ({ given, json }) => {
    const call = writeCall("search", given);
    const text = `{"name": "search", "arguments": ${json}}`;
    expect(call).toBe(`<tool_call>\n${text}\n</tool_call>`);
    expect(readBlocks(call).blocks).toEqual([{ kind: "tool_call", text }]);
  });
});

describe("readBlocks", () => {
  it.each([
    { content: "<plan>a", problem: "an unclosed tag" },
    { content: "<plan><analysis>a</analysis></plan>", problem: "a nested tag" },
    { content: "a</plan>", problem: "a stray closing tag" },
    { content: "<tool_response>a</tool_response>", problem: "a tool answer" },
  ])("reports $problem as broken", ({ content }) => {
    expect(readBlocks(content)).toMatchObject({ blocks: [], isBroken: true });
  });
});
