import { isRecord } from "../../recorder/snapshot.js";
import { attributeAt, jsonAt, listAt, textAt } from "./attributes.js";

/** The tools of an LLM span, in any form that {@link readTools} of the recorder understands. */
export function readSpanTools(attributes: unknown): unknown[] {
  const advertised = listAt(attributes, "llm.tools").map((entry) =>
    readTool(attributeAt(entry, "tool")),
  );
  if (advertised.length > 0) return advertised;
  const sent = jsonAt(attributes, "llm.invocation_parameters");
  const tools = isRecord(sent) ? sent["tools"] : undefined;
  return Array.isArray(tools) ? tools : [];
}

/** The schema may be the whole definition or that of the parameters only. */
function readTool(tool: unknown): unknown {
  const schema = jsonAt(tool, "json_schema");
  const isWhole = isRecord(schema) && ("function" in schema || typeof schema["name"] === "string");
  if (isWhole) return schema;
  return {
    name: textAt(tool, "name"),
    description: textAt(tool, "description"),
    parameters: schema,
  };
}
