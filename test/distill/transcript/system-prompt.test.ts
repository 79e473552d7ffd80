import { describe, expect, it } from "vitest";
import {
  formatSystemPrompt,
  parseSystemPrompt,
} from "../../../src/distill/transcript/system-prompt.js";

const tool = (name: string) =>
  ({ type: "function", function: { name, description: "Looks.", parameters: {} } }) as const;
/** The system turn of Qwen3's chat template for the tools `look` and `ask`. */
const TOOLS_TEXT = `# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": {}}}
{"type": "function", "function": {"name": "ask", "description": "Looks.", "parameters": {}}}
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;
const TOOLS = [tool("look"), tool("ask")];

describe("formatSystemPrompt and parseSystemPrompt", () => {
  it.each([
    { name: "text and tools", system: "Rank.", tools: TOOLS, content: `Rank.\n\n${TOOLS_TEXT}` },
    { name: "tools", system: undefined, tools: TOOLS, content: TOOLS_TEXT },
    { name: "text", system: "Rank.", tools: [], content: "Rank." },
    // Text that ends like the explanation of tools, or begins like it, has no tools.
    {
      name: "text with the end of the explanation",
      system: TOOLS_TEXT.slice(-200),
      tools: [],
      content: TOOLS_TEXT.slice(-200),
    },
    {
      name: "text with the beginning of the explanation",
      system: `${TOOLS_TEXT}.`,
      tools: [],
      content: `${TOOLS_TEXT}.`,
    },
    // The last explanation counts.
    {
      name: "an explanation twice",
      system: TOOLS_TEXT,
      tools: TOOLS,
      content: `${TOOLS_TEXT}\n\n${TOOLS_TEXT}`,
    },
  ])("write and read $name", ({ system, tools, content }) => {
    expect(formatSystemPrompt({ system, tools })).toBe(content);
    expect(parseSystemPrompt(content)).toEqual({ system, tools });
  });

  it("write nothing without text and tools", () => {
    expect(formatSystemPrompt({ system: undefined, tools: [] })).toBeUndefined();
  });

  it("read the tools of each text", () => {
    for (const tools of [[tool("a")], [tool("b")], [tool("a")]]) {
      const content = formatSystemPrompt({ system: undefined, tools }) ?? "";
      expect(parseSystemPrompt(content).tools).toEqual(tools);
    }
  });

  it("reject invalid tools", () => {
    expect(() => parseSystemPrompt(TOOLS_TEXT.replace('"name": "look", ', ""))).toThrow();
  });
});
