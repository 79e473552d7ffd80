import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ToolCall } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { Send } from "@langchain/langgraph";
import type { AnsweringModel } from "./answer.js";

/** The model with tools to call; as it is where there are none, or it knows none. */
export function bindTools(
  llm: BaseChatModel,
  tools: readonly StructuredToolInterface[],
): AnsweringModel {
  return tools.length === 0 || llm.bindTools === undefined ? llm : llm.bindTools([...tools]);
}

/** Each call goes to the node of its tool; a call of an unknown tool goes to any, which answers that there is none. */
export function sendCalls(
  calls: readonly ToolCall[],
  toolNames: readonly string[],
  state: object,
): Send[] {
  return calls.flatMap((call) => {
    const node = toolNames.find((name) => name === call.name) ?? toolNames[0];
    return node === undefined ? [] : [new Send(node, { ...state, lg_tool_call: call })];
  });
}
