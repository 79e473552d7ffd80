import type { OfferedTool } from "../offered-tool.js";
import { findJsonCalls, readJsonCalls } from "./json-calls.js";
import { readNamedCalls } from "./named-calls.js";
import { readPythonCalls } from "./python-calls.js";
import type { TextCall } from "./text-call.js";
import { readXmlCalls } from "./xml-calls.js";

/** The calls in a text. */
export interface FoundCalls {
  readonly calls: readonly TextCall[];
  /** Text that is marked as a call and cannot be read without guessing. */
  readonly broken: readonly string[];
  /** The text without the calls. */
  readonly rest: string;
}

/** Marks around calls: opening and closing. A closing mark may be missing at the end, because servers stop there. */
const MARKS: readonly (readonly [RegExp, RegExp])[] = [
  [/<tool_calls?>/, /<\/tool_calls?>/],
  [/<function_calls?>/, /<\/function_calls?>/],
  [/<(?:minimax:tool_call|functioncall)>/, /<\/(?:minimax:tool_call|functioncall)>/],
  [/<\|tool_calls?\|>/, /<\|\/tool_calls?\|>/],
  [/<\|tool_call>call:/, /<tool_call\|>/],
  [/<\|python_tag\|>/, /<\|eom_id\|>|<\|eot_id\|>/],
  [/<\|python_start\|>/, /<\|python_end\|>/],
  [/\[TOOL_CALLS\]/, /(?=\[TOOL_CALLS\])|<\/s>/],
  [/<｜tool▁call▁begin｜>/, /<｜tool▁call▁end｜>/],
  [/<\|tool_call_begin\|>/, /<\|tool_call_end\|>/],
  [/<\|channel\|>commentary(?= to=)/, /<\|call\|>/],
  [/```(?:tool_calls?|tool_code)\b/, /```/],
  [/functools(?=\[)/, /$/],
  [/(?=<function=)/, /(?<=<\/function>)/],
  [/(?=<invoke )/, /(?<=<\/invoke>)/],
];
/** Marks around several calls, which are left when these were read. */
const OUTER_MARKS =
  /<｜tool▁calls▁(?:begin|end)｜>|<\|tool_calls_section_(?:begin|end)\|>|<\|start\|>assistant/g;

/** Gemma 4's quotation mark. */
const GEMMA_QUOTE = '<|"|>';

const READERS = [readJsonCalls, readXmlCalls, readNamedCalls, readPythonCalls];

/**
 * Finds tool calls in a text: marked ones of any template, and calls of offered tools that are the only thing of their form, as JSON
 * or Python.
 */
export function findCalls(text: string, tools: readonly OfferedTool[]): FoundCalls {
  if (tools.length === 0) return { calls: [], broken: [], rest: text };
  for (const [open, close] of MARKS) {
    if (open.test(text)) return readMarked(text, tools, { open, close });
  }
  return readUnmarked(text, tools);
}

function readMarked(
  text: string,
  tools: readonly OfferedTool[],
  { open, close }: { readonly open: RegExp; readonly close: RegExp },
): FoundCalls {
  const calls: TextCall[] = [];
  const broken: string[] = [];
  let rest = "";
  let from = text;
  for (let opening = open.exec(from); opening !== null; opening = open.exec(from)) {
    rest += from.slice(0, opening.index);
    const inner = from.slice(opening.index + opening[0].length);
    const closing = close.exec(inner);
    const body = inner.slice(0, closing?.index ?? inner.length);
    const read = readBody(body, tools);
    if (read === undefined) broken.push(body.trim());
    else calls.push(...read);
    const next = closing === null ? "" : inner.slice(closing.index + closing[0].length);
    // A mark of no width must not be found at the same place again.
    from = next.length < from.length ? next : "";
  }
  return { calls, broken, rest: `${rest}${from}`.replace(OUTER_MARKS, "").trim() };
}

function readBody(text: string, tools: readonly OfferedTool[]): TextCall[] | undefined {
  const body = text.replaceAll(GEMMA_QUOTE, '"');
  for (const read of READERS) {
    const calls = read(body, tools);
    if (calls !== undefined) return calls;
  }
  return undefined;
}

function readUnmarked(text: string, tools: readonly OfferedTool[]): FoundCalls {
  const python = readPythonCalls(withoutFence(text), tools);
  if (python !== undefined) return { calls: python, broken: [], rest: "" };
  const found = findJsonCalls(text, tools);
  const rest = found
    .toReversed()
    .reduce((before, { part }) => before.slice(0, part.start) + before.slice(part.end), text);
  return {
    calls: found.flatMap(({ calls }) => calls),
    broken: [],
    rest:
      found.length === 0
        ? text
        : rest
            .replace(/```(?:json)?\s*```/g, "")
            .replace(/^\s*[;,]\s*$/gm, "")
            .trim(),
  };
}

function withoutFence(text: string): string {
  return (/^\s*```\w*\s*([^]*?)\s*```\s*$/.exec(text)?.[1] ?? text).trim();
}
