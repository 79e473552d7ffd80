import type { Run } from "@langchain/core/tracers/base";
import { isLangChainTool, convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { isRecord } from "../../json.js";
import type { MissingPart } from "../missing-parts.js";
import type { Trajectory } from "../trajectory.js";
import { isKeptAsJson, redactMembers, redactText, type Redact } from "./redact.js";

/** An OpenAI function definition. */
export type ToolDefinition = Trajectory["tools"][number];

/** The tools that a model was offered. */
interface OfferedTools {
  /** Undefined if the run does not say, or if a tool has no JSON schema, such as one with a Date. */
  readonly definitions: readonly ToolDefinition[] | undefined;
  /** `tools` if some have no definition, such as a provider's own search; `values` if a schema has values that JSON cannot hold. */
  readonly lacks: readonly MissingPart[];
}

/**
 * Reads the tools bound to a model, in the format of any provider: from the invocation parameters, else from the call options, of
 * which nothing else is read. An empty list states that there are none.
 */
export function readTools(run: Run, redact: Redact): OfferedTools {
  const listed = [run.extra?.["invocation_params"], run.extra?.["options"]].flatMap(
    (parameters) => {
      const tools = toolsOf(parameters);
      return tools === undefined ? [] : [tools];
    },
  );
  const sent = listed.find((tools) => tools.length > 0) ?? listed[0];
  if (sent === undefined) return { definitions: undefined, lacks: [] };
  try {
    const read = sent.map((tool) => toDefinitions(tool, redact));
    const lacks: MissingPart[] = [
      ...(read.some((definitions) => definitions.length === 0) ? ["tools" as const] : []),
      ...(sent.every((tool) => isLangChainTool(tool) || isKeptAsJson(tool))
        ? []
        : ["values" as const]),
    ];
    return { definitions: read.flat(), lacks };
  } catch {
    return { definitions: undefined, lacks: ["tools"] };
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
