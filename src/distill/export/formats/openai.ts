import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import type { Message } from "../../transcript/conversation.js";
import type { Format } from "./format.js";
import { textMessage, toolListSchema } from "./message-schemas.js";
import { renderTemplated, withCalls } from "./trainer-text.js";

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
type OpenAiMessage = z.infer<typeof messageSchema>;

// OpenAI refuses an empty list of tools, and parallel_tool_calls without tools.
const rowSchema = z.strictObject({
  messages: z
    .array(messageSchema)
    .refine(areAnswered, "every tool call before the last message must be answered, with its id"),
  tools: toolListSchema.min(1).optional(),
  parallel_tool_calls: z.literal(false).optional(),
});

function areAnswered(messages: readonly OpenAiMessage[]): boolean {
  return messages.every((message, index) => {
    if (!("tool_calls" in message) || index === messages.length - 1) return true;
    const answers = messages.slice(index + 1, index + 1 + message.tool_calls.length);
    const ids = answers.map((answer) => answer.role === "tool" && answer.tool_call_id);
    return message.tool_calls.every(({ id }) => ids.includes(id));
  });
}

/** OpenAI's fine-tuning format, which other services accept too: calls have ids, arguments are JSON text with Python's spacing. */
export const openai: Format = {
  name: "openai",
  examples: {
    files: { train: "openai/train.jsonl", validation: "openai/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ conversation: { messages, tools, context = 0 } }) => ({
      messages: withIds(messages, context),
      ...(tools.length > 0 && { tools }),
      ...(tools.length > 0 && !messages.some(hasParallelCalls) && { parallel_tool_calls: false }),
    }),
    read: (row) => {
      const { messages, tools = [] } = rowSchema.parse(row);
      const trained = messages.findIndex(
        (message) => message.role === "assistant" && message.weight !== 0,
      );
      return [renderTemplated({ tools, messages: messages.map(withoutIds), context: trained })];
    },
  },
  config: () => ({}),
};

function hasParallelCalls(message: Message): boolean {
  return message.role === "assistant" && (message.tool_calls ?? []).length > 1;
}

/** Numbers the calls. Answers are in the order of their calls. */
function withIds(messages: readonly Message[], context: number): OpenAiMessage[] {
  let calls = 0;
  let open: string[] = [];
  return messages.map((message, index) => {
    if (message.role === "tool") {
      return {
        role: "tool",
        tool_call_id: open.shift() ?? `call_${calls}`,
        content: message.content,
      };
    }
    if (message.role !== "assistant") return message;
    const weight = index < context ? { weight: 0 as const } : {};
    if (message.tool_calls === undefined) return { ...message, ...weight };
    const written = message.tool_calls.map(({ type, function: call }) => ({
      id: `call_${++calls}`,
      type,
      function: { name: call.name, arguments: toPythonJson(call.arguments) },
    }));
    open = written.map(({ id }) => id);
    return { ...message, tool_calls: written, ...weight };
  });
}

/** Moves calls into the content: the chat template prints text arguments unchanged. */
function withoutIds(message: OpenAiMessage): Message {
  if (message.role === "tool") return { role: "tool", name: "", content: message.content };
  if (message.role !== "assistant") return message;
  const { role, content } = message;
  return {
    role,
    content: "tool_calls" in message ? withCalls(content, message.tool_calls) : content,
  };
}
