import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { assertIntegers } from "../assert.js";
import { StarError } from "../errors.js";
import type { Json } from "../json.js";
import { createEndpoint, type EndpointOptions, type ModelEndpoint } from "./endpoint/endpoint.js";
import { OfflineModel } from "./offline/offline-model.js";

/** Options of {@link createChatModel}. */
export interface ChatModelOptions extends EndpointOptions {
  /** URL of an OpenAI-compatible server, such as `http://localhost:8000/v1`. Default: OpenAI. */
  readonly baseUrl?: string | undefined;
  /** Sent to that server only. Optional with `baseUrl`. */
  readonly apiKey?: string | undefined;
  /** Default 0. */
  readonly temperature?: number | undefined;
  /** Seed of the sampling, if the model supports one. Default 1. */
  readonly seed?: number | undefined;
  /** Longest reply, in tokens. Default 4096. */
  readonly maxOutputTokens?: number | undefined;
  /** Further parameters of every request, such as `{ top_p: 0.9 }`. Null removes one that is sent otherwise. Default: none. */
  readonly modelOptions?: Readonly<Record<string, Json>> | undefined;
  /** Shared with other models of the same server; `limits` and `onNote` are then ignored. Default: one of its own. */
  readonly endpoint?: ModelEndpoint | undefined;
}

const MAX_OUTPUT_TOKENS = 4096;
const OPENAI_PREFIX = "openai:";

/** True if the model of this spec runs on a server, so that this process is idle while it waits for an answer. */
export function isRemoteModel(spec: string): boolean {
  return spec.startsWith(OPENAI_PREFIX);
}

/**
 * Creates a chat model by name. Calls to a server are repeated after failures that can pass: rate limits, server errors, time limits,
 * broken connections and incomplete answers. Other failures end a call at once, with a code that begins with `MODEL_`.
 * Parameters that the server refuses are left out from then on.
 *
 * @param spec - `offline` (rules, no LLM) or `openai:NAME` (any OpenAI-compatible server).
 * @throws {StarError} `MODEL_UNKNOWN` when the spec is neither.
 * @throws {StarError} `INVALID_ARGUMENT` when neither `apiKey` nor `baseUrl` is given for `openai:NAME`, or a limit is not a positive
 * integer.
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
  const { baseUrl, apiKey, maxOutputTokens = MAX_OUTPUT_TOKENS, modelOptions = {} } = options;
  if (apiKey === undefined && baseUrl === undefined) throw missingKey(model);
  assertIntegers({ maxOutputTokens });
  const endpoint = options.endpoint ?? createEndpoint(options);
  const server = { baseUrl, apiKey, endpoint };
  const { createOpenAIModel } = await import("./openai-model.js");
  return createOpenAIModel({ model, temperature, seed, maxOutputTokens, modelOptions, ...server });
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
