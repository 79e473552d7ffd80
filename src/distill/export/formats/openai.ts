import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import { writeCall } from "../../../text/blocks.js";
import type { Message } from "../../transcript/conversation.js";
import type { Format } from "./format.js";
import { textMessage, toolListSchema } from "./message-schemas.js";
import { renderTemplated } from "./trainer-text.js";

const callSchema = z.strictObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const messageSchema = z.union([
  textMessage("system"),
  textMessage("user"),
  textMessage("assistant"),
  z.strictObject({
    role: z.literal("assistant"),
    content: z.string(),
    tool_calls: z.tuple([callSchema]),
  }),
  z.strictObject({ role: z.literal("tool"), tool_call_id: z.string(), content: z.string() }),
]);
type OpenAiMessage = z.infer<typeof messageSchema>;

const rowSchema = z.strictObject({
  messages: z
    .array(messageSchema)
    .refine(
      areAnswered,
      "the message after a tool call must be its answer, with the same tool_call_id",
    ),
  tools: toolListSchema,
  parallel_tool_calls: z.literal(false),
});

function areAnswered(messages: readonly OpenAiMessage[]): boolean {
  return messages.every((message, index) => {
    const next = messages[index + 1];
    if (!("tool_calls" in message)) return true;
    return next?.role === "tool" && next.tool_call_id === message.tool_calls[0].id;
  });
}

/** OpenAI's fine-tuning format, which other services accept too: calls have ids, arguments are JSON text with Python's spacing. */
export const openai: Format = {
  name: "openai",
  examples: {
    files: { train: "openai/train.jsonl", validation: "openai/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ conversation: { messages, tools } }) => ({
      messages: withIds(messages),
      tools,
      parallel_tool_calls: false,
    }),
    read: (row) => {
      const { messages, tools } = rowSchema.parse(row);
      return [renderTemplated({ tools, messages: messages.map(withoutIds) })];
    },
  },
  config: () => ({}),
};

function withIds(messages: readonly Message[]): OpenAiMessage[] {
  let calls = 0;
  return messages.map((message) => {
    if (message.role === "tool") {
      const { role, content } = message;
      return { role, tool_call_id: `call_${calls}`, content };
    }
    if (message.role !== "assistant" || message.tool_calls === undefined) return message;
    const [{ type, function: call }] = message.tool_calls;
    const written = { name: call.name, arguments: toPythonJson(call.arguments) };
    return { ...message, tool_calls: [{ id: `call_${++calls}`, type, function: written }] };
  });
}

/** Moves each call into the content: the chat template prints text arguments unchanged. */
function withoutIds(message: OpenAiMessage): Message {
  if (message.role === "tool") return { role: "tool", name: "", content: message.content };
  if (!("tool_calls" in message)) return message;
  const { name, arguments: given } = message.tool_calls[0].function;
  const call = writeCall(name, given);
  return {
    role: "assistant",
    content: message.content === "" ? call : `${message.content}\n${call}`,
  };
}
