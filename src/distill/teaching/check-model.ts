import { HumanMessage, type UsageMetadata } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { StarError } from "../../errors.js";
import { toToolDefinition } from "../../graphs/tool-definition.js";
import { createChatModel, isRemoteModel } from "../../models/chat-model.js";
import { findStarError } from "../../models/model-fault.js";
import type { ModelSettings } from "./settings.js";

/** Options of {@link checkModel}. */
export interface CheckModelOptions {
  readonly model: ModelSettings;
  /** Offered in the request, because some servers refuse tools or their schemas. */
  readonly tools: readonly StructuredToolInterface[];
  readonly signal?: AbortSignal | undefined;
  /** Receives a sentence if the server is too slow or too busy to tell whether it works. */
  readonly onNote: (note: string) => void;
}

interface Counted {
  readonly usage_metadata?: UsageMetadata | undefined;
}

/** Longest time of the check. A connection that cannot be made fails after 8 s. */
const LIMIT_MS = 10_000;
const ATTEMPTS = 3;

/**
 * Sends one request to the model's server, so that a wrong key, address or name ends a run before it begins. Does nothing for a
 * model without a server.
 *
 * @throws {StarError} A code that begins with `MODEL_`, with the server's words.
 */
export async function checkModel(options: CheckModelOptions): Promise<void> {
  const { model, tools, signal, onNote } = options;
  if (!isRemoteModel(model.spec)) return;
  const limits = { ...model.limits, attempts: ATTEMPTS };
  const llm = await createChatModel(model.spec, { ...model, limits });
  const limit = AbortSignal.timeout(LIMIT_MS);
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const messages = [new HumanMessage("Reply with the word ok. Do not call a tool.")];
    const bound = llm.bindTools?.([...tools]) ?? llm;
    const reply: Counted = await bound.invoke(messages, { signal: either });
    const seen = reply.usage_metadata?.input_tokens ?? 0;
    const note = seen === 0 ? undefined : missingTools(tools, seen);
    if (note !== undefined) onNote(`The server of ${model.spec} ${note}`);
  } catch (error) {
    signal?.throwIfAborted();
    const reason = limit.aborted
      ? `has not answered within ${LIMIT_MS / 1000} s`
      : busyReason(error);
    if (reason === undefined) throw findStarError(error) ?? error;
    onNote(`The server of ${model.spec} ${reason}. The run starts all the same.`);
  }
}

/** More characters a token than any tokenizer reaches on definitions of tools. */
const CHARACTERS_PER_TOKEN = 12;

/**
 * A warning if a prompt of some tokens cannot contain the definitions of the tools. llama.cpp accepts tools for a model whose chat template
 * has none, and leaves them out.
 */
function missingTools(
  tools: readonly StructuredToolInterface[],
  tokens: number,
): string | undefined {
  const characters = JSON.stringify(tools.map((tool) => toToolDefinition(tool))).length;
  if (tokens * CHARACTERS_PER_TOKEN >= characters) return undefined;
  return `counts ${tokens} tokens in a prompt with tools of ${characters} characters: it seems to leave the tools out, as servers do for models whose chat template has none. Such a model cannot call them.`;
}

/** Undefined for an error that says more than that the server is slow or busy at the moment. */
function busyReason(error: unknown): string | undefined {
  const found = findStarError(error);
  if (!StarError.isInstance(found) || found.code !== "MODEL_UNAVAILABLE") return undefined;
  if (found.fields["reason"] === "timeout") return "is slow";
  return found.fields["reason"] === "overloaded" ? `is busy: ${found.problem}` : undefined;
}
