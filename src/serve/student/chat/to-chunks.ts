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
import { createCallId, type CompletionHeader, toCalls } from "./to-completion.js";

interface ToChunksOptions {
  readonly header: CompletionHeader;
  /** True if the client requested a last chunk with the usage. */
  readonly includeUsage: boolean;
}

/**
 * Converts a model's stream to chunks of a chat completion: the role, then text and tool calls, then the finish reason.
 * A model without streaming yields its whole message as one chunk.
 *
 * @returns The model's token counts, if it counts.
 */
export async function* toChunks(
  messages: AsyncIterable<AIMessage | AIMessageChunk>,
  { header, includeUsage }: ToChunksOptions,
): AsyncGenerator<CompletionChunk, UsageMetadata | undefined> {
  const chunk = (delta: Delta, finish_reason: FinishReason | null = null): CompletionChunk => ({
    ...header,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(includeUsage && { usage: null }),
  });
  const readCalls = createCallReader();
  let metadata: object = {};
  let counted: UsageMetadata | undefined;
  let hasCalls = false;
  let hasStarted = false;

  for await (const message of messages) {
    if (!hasStarted) yield chunk({ role: "assistant", content: "" });
    hasStarted = true;
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

/** Assigns indices to tool calls in order of appearance, and ids to calls without one. */
function createCallReader(): (message: AIMessage | AIMessageChunk) => CallDelta[] {
  const seen: unknown[] = [];
  return (message) => {
    const parts = AIMessageChunk.isInstance(message) ? (message.tool_call_chunks ?? []) : [];
    if (parts.length === 0) {
      return toCalls(message).map((call) => ({ index: seen.push(call.id) - 1, ...call }));
    }
    return parts.map(({ index, id, name, args }) => {
      const key = index ?? id ?? seen.at(-1);
      const isNew = !seen.includes(key);
      if (isNew) seen.push(key);
      return {
        index: seen.indexOf(key),
        ...(isNew && { id: id ?? createCallId(), type: "function" as const }),
        function: { ...(name && { name }), ...(args && { arguments: args }) },
      };
    });
  };
}
