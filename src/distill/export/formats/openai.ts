import { z } from "zod";
import { createDatasetCard } from "./dataset-card.js";
import type { Format } from "./format.js";
import { toolListSchema } from "./message-schemas.js";
import { renderTemplated } from "./trainer-text.js";
import { callsOf, fromWireMessages, toWireMessages, wireMessagesSchema } from "./wire-messages.js";

/** Schema of a row. OpenAI refuses an empty list of tools, and `parallel_tool_calls` without tools. */
export const openaiRowSchema = z.strictObject({
  messages: wireMessagesSchema,
  tools: toolListSchema.min(1).optional(),
  parallel_tool_calls: z.literal(false).optional(),
});

/** Files of the format, whatever its flavor. */
export const OPENAI_FILES = { train: "openai/train.jsonl", validation: "openai/validation.jsonl" };

/** OpenAI's fine-tuning format, which other services accept too: calls have ids, arguments are JSON text with Python's spacing. */
export const openai: Format = {
  name: "openai",
  examples: {
    files: OPENAI_FILES,
    encoding: "json-lines",
    toRow: ({ conversation }) => {
      const { tools } = conversation;
      const messages = toWireMessages(conversation, (number) => `call_${number}`);
      const isSerial = messages.every((message) => callsOf(message).length < 2);
      return {
        messages,
        ...(tools.length > 0 && { tools }),
        ...(tools.length > 0 && isSerial && { parallel_tool_calls: false }),
      };
    },
    read: (row) => {
      const { messages, tools = [] } = openaiRowSchema.parse(row);
      return [renderTemplated({ tools, ...fromWireMessages(messages) })];
    },
  },
  config: ({ hasFile }) =>
    createDatasetCard("openai", { files: OPENAI_FILES, features: FEATURES, hasFile }),
};

/** Messages and tools keep their own keys as JSON. */
const FEATURES = {
  messages: "list: json",
  tools: "list: json",
  parallel_tool_calls: "dtype: bool",
};
