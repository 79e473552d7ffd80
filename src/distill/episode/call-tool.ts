import { AIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { visible } from "../../data/tasks.js";
import { StarError } from "../../errors.js";
import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { toGraphInput } from "../../graphs/graph-input.js";
import { escapeOnce } from "../../text/data-text.js";
import { type Trajectory, trajectorySchema } from "../../trajectory/trajectory.js";
import type { VisibleTask, Dataset } from "../../types.js";
import { toToolDefinition } from "../../graphs/tool-definition.js";

/** Answer to a tool call, as the model reads it. */
export interface ToolCallResult {
  readonly content: string;
  readonly status: "success" | "error";
}

/** A tool call of an episode. */
export interface ToolCallRequest {
  readonly task: VisibleTask;
  readonly name: string;
  /** Unvalidated: the tool's own schema checks them. */
  readonly arguments: Record<string, unknown>;
}

/** Executes one tool call. */
export type CallTool = (request: ToolCallRequest) => Promise<ToolCallResult>;

/**
 * Executes tool calls with LangGraph's `ToolNode`, as a graph does. An unknown tool or invalid arguments give the same error
 * text as in a graph.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when a called tool returns a `Command` instead of text.
 */
export function createToolCaller(tools: readonly StructuredToolInterface[]): CallTool {
  const node = new ToolNode([...tools]);
  return async ({ task, name, arguments: args }) => {
    const message = new AIMessage({
      content: "",
      tool_calls: [{ id: "call_1", name, args }],
    });
    const config: LangGraphRunnableConfig = { context: { task: visible(task) } };
    const answers: BaseMessage[] = await node.invoke([message], config);
    const answer = answers.find((one) => isToolMessage(one));
    if (answer === undefined) throw noAnswer(name);
    // An error message repeats the called name and arguments, which could contain a forged turn.
    return { content: escapeOnce(answer.text), status: answer.status ?? "success" };
  };
}

function noAnswer(name: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The tool "${name}" returned a Command instead of text.`,
    remedy: "Use tools that return text.",
  });
}

/** Schema of OpenAI-style function definitions, as in trajectories. */
export const toolDefinitionsSchema = trajectorySchema.shape.tools;

/** Function definitions of tools, sorted by name, as in training text and in requests to a model. */
export function toEpisodeTools(tools: readonly StructuredToolInterface[]): Trajectory["tools"] {
  const definitions = toolDefinitionsSchema.parse(tools.map((tool) => toToolDefinition(tool)));
  return definitions.sort((one, other) => (one.function.name < other.function.name ? -1 : 1));
}

/** System and user message of a student's conversation about a task, equal to those of the student graph. */
export function toPromptMessages(task: VisibleTask, dataset: Pick<Dataset, "items" | "clock">) {
  return [
    { role: "system" as const, content: STUDENT_PROMPT },
    { role: "user" as const, content: toGraphInput(task, dataset).opening },
  ];
}
