import { z } from "zod";
import { toPythonJson } from "../../../json.js";
import { hash32 } from "../../../random.js";
import type { Message } from "../../transcript/conversation.js";
import { formatSystemPrompt } from "../../transcript/system-prompt.js";
import type { Format } from "./format.js";
import { promptMessagesSchema } from "./message-schemas.js";
import { flag, integer, list, optionalStruct, schema, struct, text } from "./parquet-schema.js";
import type { TrainingPrompt } from "./records.js";
import {
  renderTemplated,
  renderTemplatedPrompt,
  toTrainedMessages,
  withCalls,
} from "./trainer-text.js";
import { verlConfig } from "./verl-config.js";

const callSchema = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const messageSchema = z.strictObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string(),
  // Some Parquet readers return null for a null list, others omit the key.
  tool_calls: z
    .array(callSchema)
    .min(1)
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
const exampleParquetSchema = schema(
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
  prompt: promptMessagesSchema,
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
const promptParquetSchema = (tools: readonly string[]) =>
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
      ...(tools.length === 0 ? [] : [struct("tools_kwargs", ...tools.map(toolParquetSchema))]),
    ),
    text("agent_name"),
  );

/** Optional, since a task may offer fewer tools than others. */
const toolParquetSchema = (name: string) =>
  optionalStruct(name, struct("create_kwargs", text("task_id")));

/**
 * verl. All messages have the same keys and arguments are JSON text, since Parquet would add the keys of other calls as nulls. For
 * the same reason tools are part of the system prompt, as the chat template prints them, and have no column. verl applies the
 * template to each message separately, which gives the same text for this student.
 */
export const verl: Format = {
  name: "verl",
  examples: {
    files: { train: "verl/train.parquet", validation: "verl/validation.parquet" },
    encoding: exampleParquetSchema,
    toRow: (example) => {
      const {
        id,
        conversation: { tools },
      } = example;
      const messages = toTrainedMessages(example);
      const system = messages[0]?.role === "system" ? messages[0].content : undefined;
      const content = formatSystemPrompt({ system, tools });
      const head: Message[] = content === undefined ? [] : [{ role: "system", content }];
      const rest = system === undefined ? messages : messages.slice(1);
      return { id, messages: [...head, ...rest].map(toRow), enable_thinking: false };
    },
    read: (row) => {
      const { messages } = exampleSchema.parse(row);
      return [renderTemplated({ tools: [], messages: messages.map(toMessage) })];
    },
  },
  prompts: {
    files: { train: "verl/rl.parquet", validation: "verl/rl_validation.parquet" },
    encoding: promptParquetSchema,
    toRow: toPromptRow,
    read: (row, tools) => [
      renderTemplatedPrompt({ messages: promptSchema.parse(row).prompt, tools }),
    ],
  },
  config: verlConfig,
};

function toRow(message: Message): VerlMessage {
  const { role, content } = message;
  const name = role === "tool" ? message.name : null;
  const calls = role === "assistant" ? message.tool_calls : undefined;
  if (calls === undefined) return { role, content, tool_calls: null, name };
  const written = calls.map(({ type, function: call }) => ({
    type,
    function: { name: call.name, arguments: toPythonJson(call.arguments) },
  }));
  return { role, content, tool_calls: written, name };
}

function toMessage({ role, content, tool_calls: calls, name }: VerlMessage): Message {
  if (role === "tool") return { role, content, name: name ?? "" };
  if (calls === null || role !== "assistant") return { role, content };
  return { role, content: withCalls(content, calls) };
}

function toPromptRow({
  id,
  split,
  conversation,
  groundTruth,
  candidates,
  difficulty,
}: TrainingPrompt) {
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
