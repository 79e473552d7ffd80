import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import type { Conversation, Message } from "../../transcript/conversation.js";
import { textMessage } from "./message-schemas.js";
import { withCalls } from "./trainer-text.js";

/** Schema of a tool call of OpenAI's API: it has an id, and arguments are JSON text. */
const callSchema = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const assistantFields = {
  role: z.literal("assistant"),
  content: z.string(),
  /** 0 for a turn that is read and not trained. */
  weight: z.literal(0).optional(),
};

const messageSchema = z.union([
  textMessage("system"),
  textMessage("user"),
  z.strictObject(assistantFields),
  z.strictObject({ ...assistantFields, tool_calls: z.array(callSchema).min(1) }),
  z.strictObject({ role: z.literal("tool"), tool_call_id: z.string(), content: z.string() }),
]);
/** A message of OpenAI's API; in a training row, with a weight. */
export type WireMessage = z.infer<typeof messageSchema>;

/** Schema of the messages of a row. */
export const wireMessagesSchema = z
  .array(messageSchema)
  .refine(areAnswered, "every tool call before the last message must be answered, with its id");

/** Writes messages with ids of calls, arguments as JSON text with Python's spacing, and weight 0 in the context. */
export function toWireMessages(
  { messages, context = 0 }: Pick<Conversation, "messages" | "context">,
  idOf: (number: number) => string,
): WireMessage[] {
  let calls = 0;
  // Answers are in the order of their calls.
  let open: string[] = [];
  return messages.map((message, index): WireMessage => {
    if (message.role === "tool") {
      const { content } = message;
      return { role: "tool", tool_call_id: open.shift() ?? idOf(calls), content };
    }
    if (message.role !== "assistant") return message;
    const weight = index < context ? { weight: 0 as const } : {};
    if (message.tool_calls === undefined) return { ...message, ...weight };
    const written = message.tool_calls.map(({ type, function: call }) => ({
      id: idOf(++calls),
      type,
      function: { name: call.name, arguments: toPythonJson(call.arguments) },
    }));
    open = written.map(({ id }) => id);
    return { ...message, tool_calls: written, ...weight };
  });
}

/** Reads messages. Calls become part of the content, since the chat template prints text arguments unchanged. */
export function fromWireMessages(
  wire: readonly WireMessage[],
): Required<Pick<Conversation, "messages" | "context">> {
  const context = wire.findIndex(({ role, ...rest }) => {
    return role === "assistant" && !("weight" in rest && rest.weight === 0);
  });
  return { messages: wire.map(fromWireMessage), context };
}

function fromWireMessage(message: WireMessage): Message {
  if (message.role === "tool") return { role: "tool", name: "", content: message.content };
  if (message.role !== "assistant") return message;
  const { role, content } = message;
  return { role, content: withCalls(content, callsOf(message)) };
}

/** The tool calls of a message. */
export function callsOf(message: WireMessage): readonly z.infer<typeof callSchema>[] {
  return "tool_calls" in message ? message.tool_calls : [];
}

function areAnswered(messages: readonly WireMessage[]): boolean {
  return messages.every((message, index) => {
    const calls = callsOf(message);
    if (index === messages.length - 1) return true;
    const answers = messages.slice(index + 1, index + 1 + calls.length);
    const ids = answers.map((answer) => answer.role === "tool" && answer.tool_call_id);
    return calls.every(({ id }) => ids.includes(id));
  });
}
