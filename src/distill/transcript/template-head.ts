import type { z } from "zod";
import { toPythonJson } from "../../json.js";
import { memoizeByObject } from "../../text/memoize.js";
import { trajectorySchema } from "../../trajectory/trajectory.js";
import type { Conversation } from "./conversation.js";

const HEAD = `# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>`;
const FOOT = `
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;

export interface Head {
  readonly system: string | undefined;
  readonly tools: Conversation["tools"];
}

/** The content of the first turn: the system prompt, then the tools, one a line; undefined when there is neither. */
export function writeHead({ system, tools }: Head): string | undefined {
  if (tools.length === 0) return system;
  const before = system === undefined ? "" : `${system}\n\n`;
  return `${before}${HEAD}${printTools(tools)}${FOOT}`;
}

/** The inverse of {@link writeHead}. */
export function readHead(content: string): Head {
  const start = content.lastIndexOf(HEAD);
  if (start === -1 || !content.endsWith(FOOT)) return { system: content, tools: [] };
  const listed = content.slice(start + HEAD.length + 1, -FOOT.length);
  return {
    system: start === 0 ? undefined : content.slice(0, start - "\n\n".length),
    tools: readTools(listed),
  };
}

/** Rows by the thousand offer the same tools, and printing or reading these takes longer than all the rest of a head. */
const printTools = memoizeByObject((tools: Conversation["tools"]) =>
  tools.map((tool) => `\n${toPythonJson(tool)}`).join(""),
);
const readTools = rememberLast((lines: string) =>
  readJson(trajectorySchema.shape.tools, `[${lines.split("\n").join(",")}]`),
);

function rememberLast<Result>(compute: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: compute(text) };
    return last.result;
  };
}

/** Text that holds JSON, read by a schema. */
export function readJson<T>(schema: z.ZodType<T>, text: string): T {
  return schema.parse(JSON.parse(text));
}
