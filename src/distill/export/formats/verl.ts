import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import { hash32 } from "../../../random.js";
import type { Message } from "../../transcript/conversation.js";
import { writeHead } from "../../transcript/template-head.js";
import type { Format } from "./format.js";
import { openingSchema } from "./message-schemas.js";
import { flag, integer, list, optionalStruct, schema, struct, text } from "./parquet-schema.js";
import type { Prompt } from "./records.js";
import { templated, templatedPrompt, writtenCall } from "./trainer-text.js";
import { verlConfig } from "./verl-config.js";

const callSchema = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const messageSchema = z.strictObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string(),
  // Readers differ in how they tell that a list is null.
  tool_calls: z
    .tuple([callSchema])
    .nullish()
    .transform((calls) => calls ?? null),
  name: z.string().nullable(),
});
type VerlMessage = z.infer<typeof messageSchema>;

const exampleSchema = z.strictObject({
  id: z.string(),
  messages: z.array(messageSchema),
  enable_thinking: z.literal(false),
});
const examplesInParquet = schema(
  text("id"),
  list(
    "messages",
    struct(
      "element",
      text("role"),
      text("content"),
      list(
        "tool_calls",
        struct("element", text("type"), struct("function", text("name"), text("arguments"))),
        "OPTIONAL",
      ),
      text("name", "OPTIONAL"),
    ),
  ),
  flag("enable_thinking"),
);

const promptSchema = z.strictObject({
  data_source: z.string(),
  prompt: openingSchema,
  ability: z.literal("recommendation"),
  reward_model: z.strictObject({ style: z.literal("rule"), ground_truth: z.string() }),
  extra_info: z.strictObject({
    split: z.string(),
    index: z.coerce.number(),
    task_id: z.string(),
    difficulty: z.string(),
    candidates: z.array(z.string()),
    need_tools_kwargs: z.literal(true),
    tools_kwargs: z
      .record(
        z.string(),
        z.strictObject({ create_kwargs: z.strictObject({ task_id: z.string() }) }).nullable(),
      )
      .optional(),
  }),
  agent_name: z.literal("tool_agent"),
});
const promptsInParquet = (tools: readonly string[]) =>
  schema(
    text("data_source"),
    list("prompt", struct("element", text("role"), text("content"))),
    text("ability"),
    struct("reward_model", text("style"), text("ground_truth")),
    struct(
      "extra_info",
      text("split"),
      integer("index"),
      text("task_id"),
      text("difficulty"),
      list("candidates", text("element")),
      flag("need_tools_kwargs"),
      ...(tools.length === 0 ? [] : [struct("tools_kwargs", ...tools.map(toolInParquet))]),
    ),
    text("agent_name"),
  );

/** A teacher may have been offered fewer tools for this task than for others. */
const toolInParquet = (name: string) =>
  optionalStruct(name, struct("create_kwargs", text("task_id")));

/**
 * verl. Every message has the same keys, and arguments are text, since Parquet would fill in the keys of other calls. For the
 * same reason tools stand in the system prompt, as the chat template would print them, and not in a column of their own. Every
 * message is templated alone, which for this student gives the same text.
 */
export const verl: Format = {
  name: "verl",
  examples: {
    files: { train: "verl/train.parquet", validation: "verl/validation.parquet" },
    encoding: examplesInParquet,
    toRow: ({ id, conversation: { messages, tools } }) => {
      const system = messages[0]?.role === "system" ? messages[0].content : undefined;
      const content = writeHead({ system, tools });
      const head: Message[] = content === undefined ? [] : [{ role: "system", content }];
      const rest = system === undefined ? messages : messages.slice(1);
      return { id, messages: [...head, ...rest].map(toRow), enable_thinking: false };
    },
    read: (row) => {
      const { messages } = exampleSchema.parse(row);
      return [templated({ tools: [], messages: messages.map(toMessage) })];
    },
  },
  prompts: {
    files: { train: "verl/rl.parquet", validation: "verl/rl_validation.parquet" },
    encoding: promptsInParquet,
    toRow: toPromptRow,
    read: (row, tools) => [templatedPrompt({ messages: promptSchema.parse(row).prompt, tools })],
  },
  config: verlConfig,
};

function toRow(message: Message): VerlMessage {
  const { role, content } = message;
  const name = role === "tool" ? message.name : null;
  const calls = role === "assistant" ? message.tool_calls : undefined;
  if (calls === undefined) return { role, content, tool_calls: null, name };
  const [{ type, function: call }] = calls;
  const written = { name: call.name, arguments: toPythonJson(call.arguments) };
  return { role, content, tool_calls: [{ type, function: written }], name };
}

function toMessage({ role, content, tool_calls: calls, name }: VerlMessage): Message {
  if (role === "tool") return { role, content, name: name ?? "" };
  if (calls === null || role !== "assistant") return { role, content };
  const { name: tool, arguments: given } = calls[0].function;
  const call = writtenCall(tool, given);
  return { role, content: content === "" ? call : `${content}\n${call}` };
}

function toPromptRow({ id, split, conversation, groundTruth, candidates, difficulty }: Prompt) {
  const names = conversation.tools.map((tool) => tool.function.name);
  return {
    data_source: "star",
    prompt: conversation.messages,
    ability: "recommendation",
    reward_model: { style: "rule", ground_truth: groundTruth },
    extra_info: {
      split,
      index: BigInt(hash32(id)),
      task_id: id,
      difficulty: difficulty ?? "unknown",
      candidates,
      need_tools_kwargs: true,
      tools_kwargs: Object.fromEntries(
        names.map((name) => [name, { create_kwargs: { task_id: id } }]),
      ),
    },
    agent_name: "tool_agent",
  };
}
