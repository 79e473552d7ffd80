import { isRecord, parseJson } from "../../../json.js";

/** Tool calls as LangChain's `AIMessage` has them. */
export interface ToolCalls {
  readonly tool_calls: {
    id: string;
    name: string;
    args: Record<string, unknown>;
    type: "tool_call";
  }[];
  readonly invalid_tool_calls: {
    id: string;
    name: string;
    args: string;
    type: "invalid_tool_call";
  }[];
}

/**
 * Reads the tool calls of a reply: `tool_calls` and `invalid_tool_calls`, else those that only the provider's own fields contain:
 * `additional_kwargs`, OpenAI's `function_call`, or Anthropic's blocks.
 */
export function readToolCalls(members: Readonly<Record<string, unknown>>): ToolCalls {
  const found = collect(listOf(members["tool_calls"]));
  const known = listOf(members["invalid_tool_calls"]).flatMap((call) => toInvalid(call) ?? []);
  found.invalid_tool_calls.unshift(...known);
  if (found.tool_calls.length + found.invalid_tool_calls.length > 0) return found;
  const extra = isRecord(members["additional_kwargs"]) ? members["additional_kwargs"] : {};
  const legacy = members["function_call"] ?? extra["function_call"];
  const listed = [...listOf(extra["tool_calls"]), ...(isRecord(legacy) ? [legacy] : [])];
  return collect(listed.length > 0 ? listed : blocksOf(members["content"]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function blocksOf(content: unknown): unknown[] {
  return listOf(content).filter((block) => isRecord(block) && block["type"] === "tool_use");
}

/**
 * Calls in LangChain's form (`{ id, name, args }`), OpenAI's (`{ id, function: { name, arguments } }`, arguments as JSON text) or
 * Anthropic's (`{ id, name, input }`).
 */
function collect(calls: readonly unknown[]): ToolCalls {
  const found: ToolCalls = { tool_calls: [], invalid_tool_calls: [] };
  for (const call of calls) {
    if (!isRecord(call)) continue;
    const named = isRecord(call["function"]) ? call["function"] : call;
    const id = textOf(call["id"]);
    const name = textOf(named["name"]);
    const args = readArguments(named);
    if (args === undefined) {
      const written = textOf(named["arguments"]);
      found.invalid_tool_calls.push({ id, name, args: written, type: "invalid_tool_call" });
    } else {
      // Servers send null, lists and texts, which LangChain passes on.
      found.tool_calls.push({ id, name, args: args as Record<string, unknown>, type: "tool_call" });
    }
  }
  return found;
}

/** Undefined for text that is not JSON. Some sources write an empty text for no arguments. */
function readArguments(named: Readonly<Record<string, unknown>>): unknown {
  if ("args" in named) return named["args"];
  if ("input" in named) return named["input"];
  const written = named["arguments"];
  return typeof written === "string" ? parseJson(written === "" ? "{}" : written) : written;
}

function toInvalid(call: unknown): ToolCalls["invalid_tool_calls"][number] | undefined {
  if (!isRecord(call)) return undefined;
  const [id, name, args] = [call["id"], call["name"], call["args"]].map(textOf);
  return { id: id ?? "", name: name ?? "", args: args ?? "", type: "invalid_tool_call" };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
