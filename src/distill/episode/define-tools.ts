import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
<<<<<<<< HEAD:src/serve/define-tools.ts
import { type Trajectory, trajectorySchema } from "../distill/trajectory.js";
========
import { type Trajectory, trajectorySchema } from "../trajectory.js";
>>>>>>>> e9569aa (Train on weighted words, and let a student have conversations of its own, many side by side):src/distill/episode/define-tools.ts

/** OpenAI-style function definitions, as trajectories keep them. */
export const toolsSchema = trajectorySchema.shape.tools;

/** Tools as a model is offered them, in training text and when it is asked: in the order of their names. */
export function defineTools(tools: readonly StructuredToolInterface[]): Trajectory["tools"] {
  const definitions = toolsSchema.parse(tools.map((tool) => convertToOpenAITool(tool)));
  return definitions.sort((one, other) => (one.function.name < other.function.name ? -1 : 1));
}
