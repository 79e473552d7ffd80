import { isRecord } from "../../recorder/snapshot.js";

interface ToolCalls {
  readonly valid: { id: string; name: string; args: Record<string, unknown>; type: "tool_call" }[];
  readonly broken: { id: string; name: string; args: string; type: "invalid_tool_call" }[];
}

/** Tool calls in LangChain's form (`{ id, name, args }`) or OpenAI's (`{ id, function: { name, arguments } }`). */
export function readToolCalls(calls: unknown): ToolCalls {
  const found: ToolCalls = { valid: [], broken: [] };
  for (const call of Array.isArray(calls) ? calls : []) {
    if (!isRecord(call)) continue;
    const named = isRecord(call["function"]) ? call["function"] : call;
    const id = text(call["id"]);
    const name = text(named["name"]);
    const told = named["args"] ?? named["arguments"];
    const args = typeof told === "string" ? parse(told) : told;
    if (isRecord(args)) found.valid.push({ id, name, args, type: "tool_call" });
    else found.broken.push({ id, name, args: text(told), type: "invalid_tool_call" });
  }
  return found;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Some write nothing where there are no arguments. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json === "" ? "{}" : json);
  } catch {
    return undefined;
  }
}
