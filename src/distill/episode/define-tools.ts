import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { type Trajectory, trajectorySchema } from "../trajectory.js";

/** OpenAI-style function definitions, as trajectories keep them. */
export const toolsSchema = trajectorySchema.shape.tools;

/** Tools as a model is offered them, in training text and when it is asked: in the order of their names. */
export function defineTools(tools: readonly StructuredToolInterface[]): Trajectory["tools"] {
  const definitions = toolsSchema.parse(tools.map((tool) => convertToOpenAITool(tool)));
  return definitions.sort((one, other) => (one.function.name < other.function.name ? -1 : 1));
}
