import type { Run } from "@langchain/core/tracers/base";
import { isLangChainTool, convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { Trajectory } from "../trajectory.js";
import { copyMembers, isRecord, keepText, type Redact } from "./snapshot.js";

export type ToolDefinition = Trajectory["tools"][number];

/**
 * The tools bound to a model, in whichever of the providers' forms they were sent. A model that does not tell what it sends
 * has them among its call options still; nothing else is read of those.
 */
export function readTools(run: Run, redact: Redact): ToolDefinition[] {
  const sent = toolsOf(run.extra?.["invocation_params"]) ?? toolsOf(run.extra?.["options"]);
  return (sent ?? []).flatMap((tool) => toDefinitions(tool, redact));
}

/** The tools that somebody says were offered: LangChain's own, or in any of the providers' forms. */
export function givenTools(tools: readonly unknown[]): ToolDefinition[] {
  return tools.flatMap((tool) => toDefinitions(tool, (text) => text));
}

function toolsOf(parameters: unknown): unknown[] | undefined {
  const tools = isRecord(parameters) ? parameters["tools"] : undefined;
  return Array.isArray(tools) ? tools : undefined;
}

function toDefinitions(tool: unknown, redact: Redact): ToolDefinition[] {
  if (isLangChainTool(tool)) return toDefinitions(convertToOpenAITool(tool), redact);
  if (!isRecord(tool)) return [];
  const group = tool["functionDeclarations"];
  if (Array.isArray(group)) return group.flatMap((entry) => toDefinitions(entry, redact));
  const definition = isRecord(tool["function"]) ? tool["function"] : tool;
  if (typeof definition["name"] !== "string") return [];
  const schema = definition["parameters"] ?? definition["input_schema"];
  return [
    {
      type: "function",
      function: {
        name: definition["name"],
        description: keepText(definition["description"], redact),
        parameters: isRecord(schema) ? copyMembers(schema, redact) : {},
      },
    },
  ];
}
