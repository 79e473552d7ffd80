import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { OfflineModel } from "../../src/models/offline/offline-model.js";

interface SentMessage {
  readonly role: string;
  readonly content: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
}

/** The chat completion with which a server would answer if its model were the offline model. */
export async function offlineCompletion(body: Readonly<Record<string, unknown>>): Promise<object> {
  const messages = toMessages(body["messages"] as SentMessage[]);
  const tools = body["tools"] as never[] | undefined;
  const llm = new OfflineModel();
  const reply = await (tools === undefined ? llm : llm.bindTools(tools)).invoke(messages);
  const calls = reply.tool_calls?.map(({ name, args }, index) => ({
    id: `call_${messages.length}_${index}`,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  const message = {
    role: "assistant",
    content: reply.text,
    ...(calls?.length && { tool_calls: calls }),
  };
  // A prompt with tools is longer than their definitions: fewer tokens would mean that the server leaves them out.
  const prompt_tokens = tools === undefined ? 10 : 500;
  const usage = { prompt_tokens, completion_tokens: 5, total_tokens: prompt_tokens + 5 };
  return { choices: [{ index: 0, message, finish_reason: "stop" }], usage };
}

function toMessages(sent: readonly SentMessage[]): BaseMessage[] {
  const names = new Map<string, string>();
  return sent.map(({ role, content: text, tool_call_id: answered = "", tool_calls = [] }) => {
    const content = text ?? "";
    if (role === "system") return new SystemMessage(content);
    if (role === "user") return new HumanMessage(content);
    if (role === "tool") {
      const name = names.get(answered) ?? "";
      return new ToolMessage({ content, tool_call_id: answered, name });
    }
    const calls = tool_calls.map(({ id, function: { name, arguments: json } }) => {
      names.set(id, name);
      return { id, name, args: JSON.parse(json), type: "tool_call" as const };
    });
    return new AIMessage({ content, tool_calls: calls });
  });
}
