import { AIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { visible } from "../../data/tasks.js";
import { StarError } from "../../errors.js";
import { STUDENT_PROMPT } from "../../graphs/agents/student-prompt.js";
import { toGraphInput } from "../../graphs/opening.js";
import { escapeOnce } from "../../text/data-text.js";
import { type Trajectory, trajectorySchema } from "../../trajectory/trajectory.js";
import type { VisibleTask, Dataset } from "../../types.js";

/** A tool's answer as a model reads it. */
export interface ToolAnswer {
  readonly content: string;
  readonly status: "success" | "error";
}

export interface ToolRequest {
  readonly task: VisibleTask;
  readonly name: string;
  /** Whatever the model wrote: the tool's own schema judges it. */
  readonly arguments: Record<string, unknown>;
}

export type CallTool = (request: ToolRequest) => Promise<ToolAnswer>;

/**
 * Carries out tool calls the way a graph does, through LangGraph's own `ToolNode`: an unknown tool and wrong arguments are
 * answered in the words that a model reads there.
 */
export function createToolCaller(tools: readonly StructuredToolInterface[]): CallTool {
  const node = new ToolNode([...tools]);
  return async ({ task, name, arguments: given }) => {
    const message = new AIMessage({
      content: "",
      tool_calls: [{ id: "call_1", name, args: given }],
    });
    const config: LangGraphRunnableConfig = { context: { task: visible(task) } };
    const answers: BaseMessage[] = await node.invoke([message], config);
    const answer = answers.find((one) => isToolMessage(one));
    if (answer === undefined) throw noAnswer(name);
    // Error messages repeat what the model wrote, so that it could forge a turn by a tool's name.
    return { content: escapeOnce(answer.text), status: answer.status ?? "success" };
  };
}

function noAnswer(name: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The tool "${name}" answered with a command and not in text.`,
    remedy: "Serve tools that answer in text.",
  });
}

/** OpenAI-style function definitions, as trajectories keep them. */
export const toolsSchema = trajectorySchema.shape.tools;

/** Tools as a model is offered them, in training text and when it is asked: in the order of their names. */
export function defineTools(tools: readonly StructuredToolInterface[]): Trajectory["tools"] {
  const definitions = toolsSchema.parse(tools.map((tool) => convertToOpenAITool(tool)));
  return definitions.sort((one, other) => (one.function.name < other.function.name ? -1 : 1));
}

/** The opening of a student's conversation about a task, word for word as the student graph opens it. */
export function openConversation(task: VisibleTask, dataset: Pick<Dataset, "items" | "clock">) {
  return [
    { role: "system" as const, content: STUDENT_PROMPT },
    { role: "user" as const, content: toGraphInput(task, dataset).opening },
  ];
}
