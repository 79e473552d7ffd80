import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";

/** The definition of a tool in OpenAI's format, without the keys of its parameters that say nothing to a model. */
export function toToolDefinition(
  tool: StructuredToolInterface,
): ReturnType<typeof convertToOpenAITool> {
  const definition = convertToOpenAITool(tool);
  const {
    $schema: _,
    additionalProperties: __,
    ...parameters
  }: Record<string, unknown> = {
    ...definition.function.parameters,
  };
  return { ...definition, function: { ...definition.function, parameters } };
}
