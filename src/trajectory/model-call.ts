import { z } from "zod";
import { jsonValue } from "./json-value.js";
import { repairRecordSchema } from "./repairs.js";
import { timingSchema } from "./timing.js";

/** A tool call as the model wrote it. */
const callSchema = z.strictObject({
  /** The provider's id; empty if it gave none. */
  id: z.string(),
  name: z.string(),
  /** Parsed arguments, unchanged; the raw text when it is not valid JSON. */
  arguments: jsonValue,
  /** Present when the arguments are not a JSON object: null, a list, a text. */
  invalid: z.literal(true).optional(),
});

/** Roles of {@link MessageRecord}. `other` is any further role, such as that of a generic chat message. */
export const MESSAGE_ROLES = ["system", "user", "assistant", "tool", "other"] as const;

/** Zod schema of {@link MessageRecord}. */
export const messageRecordSchema = z.strictObject({
  role: z.enum(MESSAGE_ROLES),
  /** Text, or a list of content blocks as the graph passed them: texts, images, searches of the provider, ... */
  content: z.union([z.string(), z.array(z.record(z.string(), jsonValue))]),
  /** Name of the author or of the tool. */
  name: z.string().optional(),
  /** Reasoning that the provider returned apart from the text. */
  reasoning: z.string().optional(),
  /** Tool calls of an assistant message, in order. */
  calls: z.array(callSchema).optional(),
  /** Tool messages only: id of the call that the message answers. */
  callId: z.string().optional(),
  /** Tool messages only. Absent: success. */
  status: z.literal("error").optional(),
});
/** One message of a conversation as a model was given it or wrote it. */
export type MessageRecord = z.infer<typeof messageRecordSchema>;

const index = z.int().min(0);
const count = z.int().min(0);

/** Zod schema of {@link ModelCallRecord}. */
export const modelCallSchema = z.strictObject({
  /** Agent path, as in `steps`. */
  agent: z.string(),
  node: z.string(),
  round: z.int().min(1),
  model: z.string(),
  /**
   * The whole input, in order: the first `keep` messages of the conversation of call `from` (its input, then its output), then
   * `messages`, which are positions in the trajectory's `messages`. `from` is null, and `keep` 0, if nothing is shared.
   */
  input: z.strictObject({ from: index.nullable(), keep: count, messages: z.array(index) }),
  /** Position of the reply in the trajectory's `messages`; null for a call without a reply. */
  output: index.nullable(),
  /** `callId` of the steps that the reply's tool calls became, in order. Empty for a discarded call. */
  callIds: z.array(z.string()),
  /** Positions of the offered tools in the trajectory's `tools`; null when the source does not say. */
  tools: z.array(index).nullable(),
  /** Why the model stopped, in the provider's words, such as `stop`, `tool_calls` or `length`; null when unknown. */
  finishReason: z.string().nullable(),
  usage: z.strictObject({ inputTokens: count, outputTokens: count }),
  /** What the server reported about the sampled tokens, if it was asked to. */
  sampled: z
    .strictObject({
      promptTokenIds: z.array(z.int()).optional(),
      tokenIds: z.array(z.int()).optional(),
      logprobs: z.array(z.number()).optional(),
    })
    .optional(),
  /** What of the reply the model or the graph repaired; `output` is the repaired message. Absent: nothing. */
  repairs: z.array(repairRecordSchema).optional(),
  /** Why the graph could not read the reply. It was sent back with this reason, or the execution failed for it. */
  unreadable: z.string().optional(),
  /** Why the call failed. */
  error: z.string().optional(),
  /**
   * Present for a call that is not part of the result: it failed, was repeated by a retry or a resumption, or was sent back for
   * repair.
   */
  discarded: z.literal(true).optional(),
  timing: timingSchema.optional(),
});
/** One call of a model: its input and its output. */
export type ModelCallRecord = z.infer<typeof modelCallSchema>;
