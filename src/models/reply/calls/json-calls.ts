import { isRecord } from "../../../json.js";
import { toArguments } from "../arguments.js";
import { findJson, type JsonPart } from "../json-parts.js";
import { findTool, type OfferedTool } from "../offered-tool.js";
import type { TextCall } from "./text-call.js";

const NAMES = ["name", "tool", "tool_name", "function", "function_name", "action"];
const ARGUMENTS = ["arguments", "parameters", "args", "input", "action_input", "tool_input"];

/**
 * Reads calls as JSON: `{"name": ..., "arguments": {...}}`, also in lists, one after the other, or as OpenAI's `tool_calls`. The
 * text is marked as calls, so calls of unknown tools and without arguments count, too.
 */
export function readJsonCalls(text: string, tools: readonly OfferedTool[]): TextCall[] | undefined {
  const { parts, isCutOff } = findJson(text);
  if (parts.length === 0 || isCutOff) return undefined;
  const calls = parts.flatMap(
    ({ value }) => toCalls(value, { tools, isMarked: true }) ?? [undefined],
  );
  return calls.every((call) => call !== undefined) ? calls : undefined;
}

/** The parts of a text that are calls of offered tools, and those calls. Other parts are left alone. */
export function findJsonCalls(text: string, tools: readonly OfferedTool[]) {
  return findJson(text).parts.flatMap((part: JsonPart) => {
    const calls = toCalls(part.value, { tools, isMarked: false });
    return calls === undefined ? [] : [{ part, calls }];
  });
}

interface CallContext {
  readonly tools: readonly OfferedTool[];
  /** True if the text is marked as a call. */
  readonly isMarked: boolean;
}

function toCalls(value: unknown, context: CallContext): TextCall[] | undefined {
  if (Array.isArray(value)) {
    const calls = value.flatMap((entry) => toCalls(entry, context) ?? [undefined]);
    return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
  }
  if (!isRecord(value)) return undefined;
  for (const key of ["tool_calls", "function_call", "tool_call", "function"]) {
    const inner: unknown = value[key];
    if (typeof inner === "object" && inner !== null) return toCalls(inner, context);
  }
  const call = toCall(value, context);
  return call === undefined ? undefined : [call];
}

function toCall(
  value: Readonly<Record<string, unknown>>,
  { tools, isMarked }: CallContext,
): TextCall | undefined {
  const given = NAMES.map((key) => value[key]).find((name) => typeof name === "string");
  if (typeof given !== "string") return undefined;
  const name = findTool(given, tools)?.name ?? (isMarked ? given : undefined);
  const key = ARGUMENTS.find((candidate) => candidate in value);
  if (name === undefined || (key === undefined && !isMarked)) return undefined;
  const read = toArguments(key === undefined ? {} : value[key]);
  return read === undefined ? undefined : { name, arguments: read };
}
