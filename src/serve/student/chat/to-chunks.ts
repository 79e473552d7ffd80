import {
  type AIMessage,
  AIMessageChunk,
  mergeUsageMetadata,
  type UsageMetadata,
} from "@langchain/core/messages";
import {
  type CallDelta,
  type CompletionChunk,
  type Delta,
  type FinishReason,
  finishReasonOf,
  toUsage,
} from "./completion.js";
import { createCallId, type Heading, toCalls } from "./to-completion.js";

export interface ToChunksOptions {
  readonly heading: Heading;
  /** Whether the client asked for a last chunk with the usage. */
  readonly includeUsage: boolean;
}

/**
 * What a model streams, as chunks of a chat completion: the role, then text and calls as they come, then why it ended.
 * A model that cannot stream gives its whole message at once.
 *
 * @returns In the end, what the model counted.
 */
export async function* toChunks(
  messages: AsyncIterable<AIMessage | AIMessageChunk>,
  { heading, includeUsage }: ToChunksOptions,
): AsyncGenerator<CompletionChunk, UsageMetadata | undefined> {
  const chunk = (delta: Delta, finish_reason: FinishReason | null = null): CompletionChunk => ({
    ...heading,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(includeUsage && { usage: null }),
  });
  const readCalls = createCallReader();
  let metadata: object = {};
  let counted: UsageMetadata | undefined;
  let hasCalls = false;
  let isOpen = false;

  for await (const message of messages) {
    if (!isOpen) yield chunk({ role: "assistant", content: "" });
    isOpen = true;
    if (message.text !== "") yield chunk({ content: message.text });
    const calls = readCalls(message);
    if (calls.length > 0) yield chunk({ tool_calls: calls });
    hasCalls ||= calls.length > 0;
    metadata = { ...metadata, ...message.response_metadata };
    if (message.usage_metadata) counted = mergeUsageMetadata(counted, message.usage_metadata);
  }
  yield chunk({}, finishReasonOf(metadata, hasCalls));
  if (includeUsage && counted) yield { ...chunk({}), choices: [], usage: toUsage(counted) };
  return counted;
}

/** Numbers calls in the order in which they begin, and gives an id to those that have none. */
function createCallReader(): (message: AIMessage | AIMessageChunk) => CallDelta[] {
  const begun: unknown[] = [];
  return (message) => {
    const pieces = AIMessageChunk.isInstance(message) ? (message.tool_call_chunks ?? []) : [];
    if (pieces.length === 0) {
      return toCalls(message).map((call) => ({ index: begun.push(call.id) - 1, ...call }));
    }
    return pieces.map(({ index: place, id, name, args }) => {
      const key = place ?? id ?? begun.at(-1);
      const isNew = !begun.includes(key);
      if (isNew) begun.push(key);
      return {
        index: begun.indexOf(key),
        ...(isNew && { id: id ?? createCallId(), type: "function" as const }),
        function: { ...(name && { name }), ...(args && { arguments: args }) },
      };
    });
  };
}
