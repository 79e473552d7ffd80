import { TOOL_NAMES } from "../../text/names.js";
import { terminalText } from "../../text/terminal-text.js";
import type { RoleRequest } from "./role-request.js";

const KNOWN: ReadonlySet<string> = new Set(TOOL_NAMES);
/** Agents and tools that this process was warned of. */
const warned = new Set<string>();

/** Warns once per process of an agent whose tools the rules never call: what it reports says nothing of them. */
export function warnUnknownTools({ role, tools }: Pick<RoleRequest, "role" | "tools">): void {
  const unknown = tools.filter((name) => !KNOWN.has(name));
  const key = JSON.stringify([role, unknown]);
  if (unknown.length === 0 || warned.has(key)) return;
  warned.add(key);
  const message = `The offline model never calls ${unknown.join(", ")} of the agent "${role}": it has rules for ${TOOL_NAMES.join(", ")} only. Give the agent a model of its own with \`llm\`, or pass a compiled graph as the agent.`;
  process.emitWarning(terminalText(message), { type: "OfflineModelWarning" });
}
