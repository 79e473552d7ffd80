import { z } from "zod";
import type { Message } from "../../transcript/conversation.js";
import type { Format } from "./format.js";
import {
  jsonText,
  promptMessagesSchema,
  rolloutSchema,
  toolListSchema,
} from "./message-schemas.js";
import { list, schema, struct, text } from "./parquet-schema.js";
import {
  renderTemplated,
  renderTemplatedPrompt,
  toolsJson,
  toTrainedMessages,
} from "./trainer-text.js";
import { verifiersConfig } from "./verifiers-config.js";
import {
  callsOf,
  fromWireMessages,
  toWireMessages,
  type WireMessage,
  wireMessagesSchema,
} from "./wire-messages.js";

const toCallId = (number: number) => `call_${number}`;

/** All members of a message in the order of the schema, since Parquet has no others. */
function toStruct(message: WireMessage) {
  const { role, content } = message;
  const calls = callsOf(message);
  const callId = message.role === "tool" ? message.tool_call_id : null;
  return { role, content, tool_calls: calls.length === 0 ? null : calls, tool_call_id: callId };
}

/** Parquet readers return null, or nothing, where a message has no call. */
const wireMessages = z
  .array(z.record(z.string(), z.unknown()))
  .transform((messages) => messages.map(withoutNulls))
  .pipe(wireMessagesSchema);

function withoutNulls(message: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value != null));
}

const exampleSchema = z
  .strictObject({
    id: z.string(),
    prompt: promptMessagesSchema,
    completion: wireMessages,
    tools: jsonText(toolListSchema),
    info: jsonText(z.strictObject(rolloutSchema)),
  })
  .refine(({ completion }) => completion[0]?.role === "assistant", {
    error: "the completion must start with an assistant turn",
  });
const calls = list(
  "tool_calls",
  struct("element", text("id"), text("type"), struct("function", text("name"), text("arguments"))),
  "OPTIONAL",
);
const promptList = list("prompt", struct("element", text("role"), text("content")));
const exampleParquetSchema = schema(
  text("id"),
  promptList,
  list(
    "completion",
    struct("element", text("role"), text("content"), calls, text("tool_call_id", "OPTIONAL")),
  ),
  text("tools"),
  text("info"),
);

const promptSchema = z.strictObject({
  id: z.string(),
  prompt: promptMessagesSchema,
  answer: z.string(),
  info: jsonText(
    z.strictObject({ candidates: z.array(z.string()), difficulty: z.string().nullable() }),
  ),
});
const promptParquetSchema = schema(text("id"), promptList, text("answer"), text("info"));

const EXAMPLE_FILES = {
  train: "verifiers/train.parquet",
  validation: "verifiers/validation.parquet",
};
/** In a folder of their own: `load_dataset` of a folder reads all its files. */
const PROMPT_FILES = {
  train: "verifiers-rl/train.parquet",
  validation: "verifiers-rl/validation.parquet",
};

/**
 * Prime Intellect's stack: `prompt` and `completion` for prime-rl's supervised trainer, which trains every assistant turn; `prompt`,
 * `answer` and `info` for environments of verifiers, which offer the tools themselves. Tools and `info` are JSON text.
 */
export const verifiers: Format = {
  name: "verifiers",
  examples: {
    files: EXAMPLE_FILES,
    encoding: exampleParquetSchema,
    toRow: (example) => {
      const { tools, messages, context = 0 } = example.conversation;
      const isReply = ({ role }: Message) => role === "assistant";
      const prompt = toTrainedMessages(example);
      const completion = messages.slice(context === 0 ? messages.findIndex(isReply) : context);
      return {
        id: example.id,
        prompt: prompt.slice(0, prompt.findIndex(isReply)),
        completion: toWireMessages({ messages: completion }, toCallId).map(toStruct),
        tools: toolsJson(tools),
        info: JSON.stringify(example.rollout ?? {}),
      };
    },
    read: (row) => {
      const { prompt, completion, tools } = exampleSchema.parse(row);
      const { messages } = fromWireMessages(completion);
      return [renderTemplated({ tools, messages: [...prompt, ...messages] })];
    },
  },
  prompts: {
    files: PROMPT_FILES,
    encoding: promptParquetSchema,
    toRow: ({ id, conversation, groundTruth, candidates, difficulty }) => ({
      id,
      prompt: conversation.messages,
      answer: groundTruth,
      info: JSON.stringify({ candidates, difficulty }),
    }),
    read: (row, tools) => [
      renderTemplatedPrompt({ messages: promptSchema.parse(row).prompt, tools }),
    ],
  },
  config: verifiersConfig,
};
