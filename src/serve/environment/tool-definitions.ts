import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { z } from "zod";

/** One parameter, with what every trainer keeps of it. The order of the keys is the order in which Python writes them. */
const parameterSchema = z.object({
  type: z.enum(["string", "integer", "number", "boolean"]),
  enum: z.array(z.string()).optional(),
  description: z.string(),
});

/** A tool as an OpenAI-style function definition of flat scalar parameters. */
export const toolDefinitionSchema = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string(),
    description: z.string(),
    parameters: z.object({
      type: z.literal("object"),
      properties: z.record(z.string(), parameterSchema),
      required: z.array(z.string()),
    }),
  }),
});
export type ToolDefinition = z.infer<typeof toolDefinitionSchema>;

/**
 * Tools as trainers can carry them. Python functions and verl's schemas know a type, a list of choices and a description and
 * nothing else; whatever more a schema says, such as the range of a number, only the tool itself enforces.
 *
 * @throws {ZodError} when a parameter is not a described scalar.
 */
export function defineTools(tools: readonly StructuredToolInterface[]): ToolDefinition[] {
  return tools.map((tool) => toolDefinitionSchema.parse(convertToOpenAITool(tool)));
}
