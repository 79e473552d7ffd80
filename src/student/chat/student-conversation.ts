import { isAIMessage, isToolMessage, type BaseMessage } from "@langchain/core/messages";
import type { Message } from "../../distill/linear/conversation.js";

/** LangChain's messages in the plain form that training text is made of. */
export function toPlainMessages(messages: readonly BaseMessage[]): Message[] {
  return messages.flatMap((message): Message[] => {
    if (isToolMessage(message))
      return [{ role: "tool", name: message.name ?? "", content: message.text }];
    if (isAIMessage(message)) {
      const [call] = message.tool_calls ?? [];
      if (call === undefined) return [{ role: "assistant", content: message.text }];
      const named = { name: call.name, arguments: call.args };
      return [
        {
          role: "assistant",
          content: message.text,
          tool_calls: [{ type: "function", function: named }],
        },
      ];
    }
    const role = message.getType() === "human" ? "user" : "system";
    return [{ role, content: message.text }];
  });
}
