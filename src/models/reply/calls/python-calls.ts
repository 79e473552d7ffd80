import { parseLenient } from "../json-parts.js";
import { findTool, type OfferedTool } from "../offered-tool.js";
import type { TextCall } from "./text-call.js";

/**
 * Reads calls as Python: `[search(kind="user", k=3), history(limit=5)]`, as Llama 3.2 and 4, Gemma and Olmo write them. Arguments
 * without names are not read: which parameters they are for would be a guess.
 */
export function readPythonCalls(
  text: string,
  tools: readonly OfferedTool[],
): TextCall[] | undefined {
  const body = unwrap(text.trim());
  const calls = splitOutside(body, /[,;\n]/).filter((call) => call !== "");
  if (calls.length === 0) return undefined;
  const read = calls.map((call) => readCall(call, tools));
  return read.every((call) => call !== undefined) ? read : undefined;
}

/** Without the brackets of a list, and without `print(...)` around a call. */
function unwrap(text: string): string {
  const inner = /^\[([^]*)\]$/.exec(text)?.[1] ?? /^print\(([^]*)\)$/.exec(text)?.[1];
  return inner === undefined ? text : unwrap(inner.trim());
}

function readCall(text: string, tools: readonly OfferedTool[]): TextCall | undefined {
  const [, name = "", inner = ""] = /^([\w.]+?)(?:\.call)?\(([^]*)\)$/.exec(text.trim()) ?? [];
  const tool = findTool(name, tools);
  if (tool === undefined) return undefined;
  const pairs = splitOutside(inner, /,/)
    .filter((pair) => pair !== "")
    .map(readPair);
  if (!pairs.every((pair) => pair !== undefined)) return undefined;
  return { name: tool.name, arguments: Object.fromEntries(pairs) };
}

function readPair(text: string): [string, unknown] | undefined {
  const [, key, given = ""] = /^(\w+)\s*=\s*([^]*)$/.exec(text) ?? [];
  if (key === undefined || !LITERAL.test(given)) return undefined;
  const parsed = parseLenient(given.replace(/^\(([^]*)\)$/, "[$1]"));
  return parsed === undefined ? undefined : [key, parsed.value];
}

/** What a literal begins with: a text, number, list, tuple, dictionary or constant. */
const LITERAL = /^(?:["'[{(]|-?\.?\d|(?:True|False|None|true|false|null)$)/;

/** Splits at separators that are not inside of brackets or quotes. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts = [""];
  let depth = 0;
  let quote = "";
  for (const [index, character] of [...text].entries()) {
    const isEscaped = text.charAt(index - 1) === "\\";
    if (quote !== "") {
      if (character === quote && !isEscaped) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    if (depth === 0 && quote === "" && separator.test(character)) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts.map((part) => part.trim());
}
