import { setTimeout } from "node:timers/promises";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StarError } from "../errors.js";
import { importOptional } from "../optional.js";
import { OfflineModel } from "./offline/offline-model.js";

/** Options of {@link createChatModel}. */
export interface ChatModelOptions {
  /** URL of an OpenAI-compatible server, such as `http://localhost:8000/v1`. Default: OpenAI. */
  readonly baseUrl?: string | undefined;
  /** Sent to that server only. Optional with `baseUrl`. */
  readonly apiKey?: string | undefined;
  /** Default 0. */
  readonly temperature?: number | undefined;
  /** Seed of the sampling, if the model supports one. Default 1. */
  readonly seed?: number | undefined;
}

const MAX_RETRIES = 8;
const OPENAI_PREFIX = "openai:";

/** True if the model of this spec runs on a server, so that this process is idle while it waits for an answer. */
export function isRemoteModel(spec: string): boolean {
  return spec.startsWith(OPENAI_PREFIX);
}

/**
 * Creates a chat model by name. Calls to a server are retried after rate limits (429) and server errors (5xx), with growing
 * delays.
 *
 * @param spec - `offline` (rules, no LLM) or `openai:NAME` (any OpenAI-compatible server).
 * @throws {StarError} `MODEL_UNKNOWN` when the spec is neither.
 * @throws {StarError} `INVALID_ARGUMENT` when neither `apiKey` nor `baseUrl` is given for `openai:NAME`.
 * @throws {StarError} `DEPENDENCY_MISSING` when `@langchain/openai` is not installed.
 *
 * @example
 * ```ts
 * import { createChatModel } from "langgraph-star";
 *
 * const llm = await createChatModel("offline", { seed: 7 });
 * console.log(llm._llmType()); // "offline"
 * ```
 */
export async function createChatModel(
  spec: string,
  options: ChatModelOptions = {},
): Promise<BaseChatModel> {
  const { temperature = 0, seed = 1 } = options;
  if (spec === "offline") return new OfflineModel({ temperature, seed });
  const model = isRemoteModel(spec) ? spec.slice(OPENAI_PREFIX.length) : "";
  if (model === "") throw unknownModel(spec);
  return createOpenAI({ ...options, model, temperature, seed });
}

async function createOpenAI({
  model,
  baseUrl,
  apiKey,
  temperature,
  seed,
}: ChatModelOptions & { readonly model: string; readonly temperature: number }) {
  if (apiKey === undefined && baseUrl === undefined) throw missingKey(model);
  const { ChatOpenAI } = await importOptional(
    "@langchain/openai",
    `The model "${OPENAI_PREFIX}${model}"`,
    () => import("@langchain/openai"),
  );
  return new ChatOpenAI({
    model,
    temperature,
    // The client requires a key even for servers that need none.
    apiKey: apiKey ?? "none",
    maxRetries: MAX_RETRIES,
    onFailedAttempt: waitOrGiveUp,
    modelKwargs: { seed },
    ...(baseUrl !== undefined && { configuration: { baseURL: baseUrl } }),
  });
}

function unknownModel(spec: string): StarError {
  return new StarError("MODEL_UNKNOWN", {
    message: `There is no model "${spec}".`,
    remedy: 'Use "offline" or "openai:NAME", such as "openai:gpt-4o-mini".',
  });
}

function missingKey(model: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The model "${OPENAI_PREFIX}${model}" needs an API key.`,
    remedy:
      "Set the environment variable OPENAI_API_KEY, or pass the URL of your own server with --base-url URL.",
  });
}

/** HTTP statuses below 500 after which a retry can succeed. */
const RETRYABLE_STATUSES = [408, 409, 425, 429];
const MAX_WAIT_MS = 60_000;

/**
 * Decides about a retry after a failed call: rethrows an error that a retry cannot fix, otherwise waits for the time in the
 * `retry-after` header. Replaces LangChain's handler, which does not retry a 429 without that header.
 */
async function waitOrGiveUp(error: unknown): Promise<void> {
  const failure = typeof error === "object" && error !== null ? error : {};
  const status = "status" in failure ? Number(failure.status) : undefined;
  const isClientError = status !== undefined && status >= 400 && status < 500;
  const isAborted = "name" in failure && failure.name === "AbortError";
  const isQuota = "code" in failure && failure.code === "insufficient_quota";
  if (isAborted || isQuota || (isClientError && !RETRYABLE_STATUSES.includes(status))) throw error;
  const headers = "headers" in failure ? failure.headers : undefined;
  const waitMs = headers instanceof Headers ? 1000 * Number(headers.get("retry-after")) : 0;
  if (waitMs > 0) await setTimeout(Math.min(waitMs, MAX_WAIT_MS));
}
