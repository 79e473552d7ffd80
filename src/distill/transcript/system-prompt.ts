import type { z } from "zod";
import { toPythonJson } from "../../json.js";
import { memoizeByObject } from "../../text/memoize.js";
import { trajectorySchema } from "../../trajectory/trajectory.js";
import type { Conversation } from "./conversation.js";

const TOOLS_HEADER = `# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>`;
const TOOLS_FOOTER = `
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;

/** The parts of the system turn in Qwen3's chat template. */
export interface SystemPrompt {
  /** Content of the system message; undefined without one. */
  readonly system: string | undefined;
  readonly tools: Conversation["tools"];
}

/** Content of the system turn: the system message, then one line per tool; undefined when there is neither. */
export function formatSystemPrompt({ system, tools }: SystemPrompt): string | undefined {
  if (tools.length === 0) return system;
  const before = system === undefined ? "" : `${system}\n\n`;
  return `${before}${TOOLS_HEADER}${printTools(tools)}${TOOLS_FOOTER}`;
}

/** The inverse of {@link formatSystemPrompt}. */
export function parseSystemPrompt(content: string): SystemPrompt {
  const start = content.lastIndexOf(TOOLS_HEADER);
  if (start === -1 || !content.endsWith(TOOLS_FOOTER)) return { system: content, tools: [] };
  const lines = content.slice(start + TOOLS_HEADER.length + 1, -TOOLS_FOOTER.length);
  return {
    system: start === 0 ? undefined : content.slice(0, start - "\n\n".length),
    tools: parseTools(lines),
  };
}

// Thousands of conversations share one list of tools, and printing or parsing it dominates the time per conversation.
const printTools = memoizeByObject((tools: Conversation["tools"]) =>
  tools.map((tool) => `\n${toPythonJson(tool)}`).join(""),
);
const parseTools = memoizeLast((lines: string) =>
  parseJsonAs(trajectorySchema.shape.tools, `[${lines.split("\n").join(",")}]`),
);

function memoizeLast<Result>(compute: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: compute(text) };
    return last.result;
  };
}

/** Parses JSON text with a schema. */
export function parseJsonAs<T>(schema: z.ZodType<T>, text: string): T {
  return schema.parse(JSON.parse(text));
}
