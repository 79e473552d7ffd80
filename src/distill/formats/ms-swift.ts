import { z } from "zod";
import { toPythonJson } from "../../json.js";
import type { Conversation } from "../linear/conversation.js";
import { chatTurns } from "./chat-turns.js";
import type { Format } from "./format.js";
import { argumentsSchema, jsonText, openingSchema, toolsSchema } from "./message-schemas.js";
import { msSwiftConfig } from "./ms-swift-config.js";
import { DIFFICULTIES } from "./records.js";
import { createTextBuilder } from "./text-builder.js";
import { toolsText } from "./tools-text.js";

const message = <Role extends string>(role: Role) =>
  z.strictObject({ role: z.literal(role), content: z.string() });

const exampleSchema = z.strictObject({
  id: z.string(),
  tools: jsonText(toolsSchema),
  messages: z.array(
    z.union([
      message("system"),
      message("user"),
      message("assistant"),
      z.strictObject({
        role: z.literal("tool_call"),
        content: jsonText(z.strictObject({ name: z.string(), arguments: argumentsSchema })),
      }),
      message("tool_response"),
    ]),
  ),
});
const promptSchema = z.strictObject({
  messages: openingSchema,
  tools: jsonText(toolsSchema),
  task_id: z.string(),
  ground_truth: z.string(),
  candidates: z.array(z.string()),
  difficulty: z.enum(DIFFICULTIES).optional(),
});

/** ms-swift: text, call and answer are messages of their own, and what is written in one turn is joined without a newline. */
export const msSwift: Format = {
  name: "ms-swift",
  examples: {
    files: { train: "ms-swift/train.jsonl", validation: "ms-swift/validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation: { tools, messages } }) => ({
      id,
      tools: toolsText(tools),
      messages: messages.flatMap(toMessages),
    }),
    read: (row) => [joined(exampleSchema.parse(row))],
  },
  prompts: {
    files: { train: "ms-swift/grpo.jsonl", validation: "ms-swift/grpo_validation.jsonl" },
    encoding: "json-lines",
    toRow: ({ id, conversation, groundTruth, candidates, difficulty }) => ({
      messages: conversation.messages,
      tools: toolsText(conversation.tools),
      task_id: id,
      ground_truth: groundTruth,
      candidates,
      ...(difficulty !== null && { difficulty }),
    }),
    read: (row) => [joined(promptSchema.parse(row))],
  },
  config: msSwiftConfig,
};

/** The newline between text and call is the text's: the chat template would add it, ms-swift does not. */
function toMessages(message: Conversation["messages"][number]) {
  const { role, content } = message;
  if (role === "tool") return [{ role: "tool_response", content }];
  if (role !== "assistant" || message.tool_calls === undefined) return [{ role, content }];
  const [call] = message.tool_calls;
  const text = content === "" ? [] : [{ role, content: `${content}\n` }];
  return [...text, { role: "tool_call", content: toPythonJson(call.function) }];
}

type Joinable = Pick<z.infer<typeof exampleSchema>, "tools" | "messages">;

/** Whatever stands after a turn of the assistant has begun belongs to it, until an answer or the end comes. */
function joined({ tools, messages }: Joinable) {
  const system = messages.find(({ role }) => role === "system")?.content;
  const head = { tools, system: typeof system === "string" ? system : "" };
  const builder = createTextBuilder().read(chatTurns.system(head));
  let isOpen = false;
  for (const { role, content } of messages) {
    if (typeof content !== "string") {
      builder.train(`<tool_call>\n${toPythonJson(content)}\n</tool_call>`);
    } else if (role === "assistant") builder.train(content);
    else if (role === "user") builder.read(chatTurns.user(content));
    else if (role === "tool_response") builder.train(chatTurns.end).read(chatTurns.answer(content));
    isOpen = role === "assistant" || role === "tool_call";
  }
  if (isOpen) builder.train(chatTurns.end);
  return builder.finish();
}
