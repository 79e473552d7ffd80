import { isRecord } from "../../json.js";

/** A tool that a model was offered. */
export interface OfferedTool {
  readonly name: string;
  /** JSON Schema of the parameters by name. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Reads the tools of a request in OpenAI's form. */
export function readOfferedTools(tools: unknown): OfferedTool[] {
  const given: unknown[] = Array.isArray(tools) ? tools : [];
  return given.flatMap((tool) => {
    const definition = isRecord(tool) && isRecord(tool["function"]) ? tool["function"] : tool;
    if (!isRecord(definition) || typeof definition["name"] !== "string") return [];
    const { parameters } = definition;
    const properties = isRecord(parameters) ? parameters["properties"] : undefined;
    return [{ name: definition["name"], properties: isRecord(properties) ? properties : {} }];
  });
}

/** Prefixes that templates put before the names of tools. */
const PREFIX = /^(?:functions|function|tools|default_api)[./]/;

/** The offered tool of a name, with or without the prefix of a template. */
export function findTool(name: string, tools: readonly OfferedTool[]): OfferedTool | undefined {
  const plain = name.trim();
  return (
    tools.find((tool) => tool.name === plain) ??
    tools.find((tool) => tool.name === plain.replace(PREFIX, ""))
  );
}
