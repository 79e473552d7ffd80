import { setTimeout } from "node:timers/promises";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StarError } from "../errors.js";
import { importOptional } from "../optional.js";
import { OfflineModel } from "./offline/offline-model.js";

export interface ChatModelOptions {
  /** Where an OpenAI-compatible server answers, such as `http://localhost:8000/v1`. Default: OpenAI. */
  readonly baseUrl?: string | undefined;
  /** Sent to that server and nowhere else. A server at `baseUrl` may do without one. */
  readonly apiKey?: string | undefined;
  /** Default 0. */
  readonly temperature?: number | undefined;
  /** Decides what sampling gives, where the model honours it. Default 1. */
  readonly seed?: number | undefined;
}

const MOST_RETRIES = 8;
const OPENAI = "openai:";

/** Whether a model of this spec answers from another machine or process, so that waiting for it leaves this one idle. */
export function isRemoteModel(spec: string): boolean {
  return spec.startsWith(OPENAI);
}

/**
 * A chat model by name: `offline` (rules, no LLM) or `openai:NAME` (any OpenAI-compatible server). An answer that asks for
 * patience (429) and a server's failure are tried again, each time after a longer pause.
 *
 * @throws {StarError} `MODEL_UNKNOWN` when the spec is neither.
 * @throws {StarError} `INVALID_ARGUMENT` when OpenAI itself is asked for without a key.
 * @throws {StarError} `DEPENDENCY_MISSING` without `@langchain/openai`.
 */
export async function createChatModel(
  spec: string,
  options: ChatModelOptions = {},
): Promise<BaseChatModel> {
  const { temperature = 0, seed = 1 } = options;
  if (spec === "offline") return new OfflineModel({ temperature, seed });
  const model = isRemoteModel(spec) ? spec.slice(OPENAI.length) : "";
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
  if (apiKey === undefined && baseUrl === undefined) throw withoutKey(model);
  const { ChatOpenAI } = await importOptional(
    "@langchain/openai",
    `The model "${OPENAI}${model}"`,
    () => import("@langchain/openai"),
  );
  return new ChatOpenAI({
    model,
    temperature,
    // The client refuses to start without a key; servers that need none ignore it.
    apiKey: apiKey ?? "none",
    maxRetries: MOST_RETRIES,
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

function withoutKey(model: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `The model "${OPENAI}${model}" needs a key.`,
    remedy:
      "Set the environment variable OPENAI_API_KEY, or name a server of your own with --base-url URL.",
  });
}

/** Statuses below 500 that another attempt can change. */
const PASSING = [408, 409, 425, 429];
const LONGEST_WAIT_MS = 60_000;

/**
 * Decides after a failed call whether to try again: throws the error when that is hopeless, else waits as long as the server
 * asks for. LangChain's own rule gives up on a 429 that does not say how long to wait.
 */
export async function waitOrGiveUp(error: unknown): Promise<void> {
  const failure = typeof error === "object" && error !== null ? error : {};
  const status = "status" in failure ? Number(failure.status) : undefined;
  const isRefused = status !== undefined && status >= 400 && status < 500;
  const isAborted = "name" in failure && failure.name === "AbortError";
  const isQuota = "code" in failure && failure.code === "insufficient_quota";
  if (isAborted || isQuota || (isRefused && !PASSING.includes(status))) throw error;
  const headers = "headers" in failure ? failure.headers : undefined;
  const waitMs = headers instanceof Headers ? 1000 * Number(headers.get("retry-after")) : 0;
  if (waitMs > 0) await setTimeout(Math.min(waitMs, LONGEST_WAIT_MS));
}
