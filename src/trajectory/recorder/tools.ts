import type { Run } from "@langchain/core/tracers/base";
import { isLangChainTool, convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { isRecord } from "../../json.js";
import type { Trajectory } from "../trajectory.js";
import { redactMembers, redactText, type Redact } from "./redact.js";

/** An OpenAI function definition. */
export type ToolDefinition = Trajectory["tools"][number];

/**
 * Reads the tools bound to a model, in the format of any provider: from the invocation parameters, else from the call options, of
 * which nothing else is read.
 *
 * @returns Undefined if neither says anything about tools, or if a tool has no JSON schema, such as one with a Date.
 */
export function readTools(run: Run, redact: Redact): ToolDefinition[] | undefined {
  const sent = toolsOf(run.extra?.["invocation_params"]) ?? toolsOf(run.extra?.["options"]);
  if (sent === undefined || sent.length === 0) return undefined;
  try {
    return sent.flatMap((tool) => toDefinitions(tool, redact));
  } catch {
    return undefined;
  }
}

/** Converts LangChain tools, or definitions in the format of any provider. */
export function toToolDefinitions(tools: readonly unknown[]): ToolDefinition[] {
  return tools.flatMap((tool) => toDefinitions(tool, (text) => text));
}

function toolsOf(parameters: unknown): unknown[] | undefined {
  const tools = isRecord(parameters) ? parameters["tools"] : undefined;
  return Array.isArray(tools) ? tools : undefined;
}

function toDefinitions(tool: unknown, redact: Redact): ToolDefinition[] {
  if (!isRecord(tool)) return [];
  if (isLangChainTool(tool)) return toDefinitions(convertToOpenAITool(tool), redact);
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
        description: redactText(definition["description"], redact),
        parameters: isRecord(schema) ? redactMembers(schema, redact) : {},
      },
    },
  ];
}
