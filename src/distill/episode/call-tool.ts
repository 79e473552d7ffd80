import type { StructuredToolInterface } from "@langchain/core/tools";
import { AIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { visible } from "../../data/tasks.js";
import { StarError } from "../../errors.js";
import { escapeOnce } from "../../text/data-text.js";
import type { VisibleTask } from "../../types.js";

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
