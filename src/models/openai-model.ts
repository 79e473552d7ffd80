import { AsyncLocalStorage } from "node:async_hooks";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ChatOpenAICompletions } from "@langchain/openai";
import { LONGEST_TIMEOUT_MS } from "../assert.js";
import { isRecord, type Json } from "../json.js";
import { importOptional } from "../optional.js";
import {
  acceptAnswerSchema,
  type AnswerSchema,
  type AnswerSchemaOptions,
} from "./answer-schema.js";
import type { ModelEndpoint } from "./endpoint/endpoint.js";
import { repairsOf } from "./endpoint/repair-completion.js";
import { REPAIRS_KEY } from "./reply/repair.js";

/** Options of {@link createOpenAIModel}. */
export interface OpenAIModelOptions {
  readonly model: string;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly temperature: number;
  readonly seed: number;
  readonly maxOutputTokens: number;
  readonly modelOptions: Readonly<Record<string, Json>>;
  readonly endpoint: ModelEndpoint;
}

/**
 * Creates a `ChatOpenAI` whose requests go through an endpoint. The client's own retries and time limits are switched off, so that they
 * do not multiply with those of the endpoint, and so is streaming: only a whole answer can be checked and repeated.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` when `@langchain/openai` is not installed.
 */
export async function createOpenAIModel(options: OpenAIModelOptions): Promise<BaseChatModel> {
  const { model, baseUrl, apiKey, temperature, seed, maxOutputTokens, modelOptions } = options;
  const openai = await importOptional(
    "@langchain/openai",
    `The model "openai:${model}"`,
    () => import("@langchain/openai"),
  );
  const fields = {
    model,
    temperature,
    maxTokens: maxOutputTokens,
    // The client requires a key even for servers that need none.
    apiKey: apiKey ?? "none",
    maxRetries: 0,
    timeout: LONGEST_TIMEOUT_MS,
    streaming: false,
    modelKwargs: { seed },
    configuration: {
      ...(baseUrl !== undefined && { baseURL: baseUrl }),
      fetch: createFetch(options.endpoint, modelOptions),
    },
  };
  const Completions = adaptToEndpoint(openai.ChatOpenAICompletions);
  const chatModel = new openai.ChatOpenAI({ ...fields, completions: new Completions(fields) });
  acceptAnswerSchema(chatModel);
  return chatModel;
}

/**
 * The schema of the call in progress. OpenAI's client would parse an answer with `response_format` itself, and throw for one that is
 * cut off instead of returning it. Therefore the parameter is added behind the client.
 */
const answerSchema = new AsyncLocalStorage<AnswerSchema | undefined>();

function responseFormat(): Record<string, unknown> {
  const schema = answerSchema.getStore();
  if (schema === undefined) return {};
  return {
    response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
  };
}

const CHAT_PATH = /\/chat\/completions\/?(?:\?.*)?$/;

/** A `fetch` that sends chat requests through an endpoint. */
function createFetch(
  endpoint: ModelEndpoint,
  modelOptions: Readonly<Record<string, Json>>,
): typeof fetch {
  const keep = new Set(Object.keys(modelOptions));
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    // Some models of OpenAI have another API, whose answers have another form.
    if (!CHAT_PATH.test(url)) return fetch(input, init);
    const signal = init?.signal ?? new AbortController().signal;
    try {
      const completion = await endpoint.complete({
        url,
        server: url.replace(CHAT_PATH, ""),
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: withOptions({ ...parseBody(init?.body), ...responseFormat() }, modelOptions),
        keep,
        signal,
      });
      return Response.json(completion);
    } catch (error) {
      signal.throwIfAborted();
      throw new CarriedError(error);
    }
  };
}

function parseBody(body: unknown): Record<string, unknown> {
  const parsed: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
  return isRecord(parsed) ? parsed : {};
}

/** Adds the user's parameters; null removes a parameter. */
function withOptions(
  body: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, Json>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...body, ...options }).filter(
      ([name, value]) => value !== null || options[name] !== null,
    ),
  );
}

/**
 * Carries an error through OpenAI's client, which wraps it. Not as `cause`: the client looks there for words about timeouts, and then
 * drops the error.
 */
class CarriedError extends Error {
  readonly carried: unknown;

  constructor(carried: unknown) {
    super("The request failed.");
    this.carried = carried;
  }
}

/**
 * A subclass that throws the endpoint's errors instead of the client's, and lists the repairs of a reply in its
 * `response_metadata.star_repairs`.
 */
function adaptToEndpoint(Base: typeof ChatOpenAICompletions): typeof ChatOpenAICompletions {
  return class extends Base {
    override async _generate(...given: Parameters<ChatOpenAICompletions["_generate"]>) {
      const { star_answer_schema: schema } = given[1] as AnswerSchemaOptions;
      try {
        return await answerSchema.run(schema, () => super._generate(...given));
      } catch (error) {
        throw carriedBy(error) ?? error;
      }
    }

    protected override _convertCompletionsMessageToBaseMessage(
      ...given: Parameters<ChatOpenAICompletions["_convertCompletionsMessageToBaseMessage"]>
    ) {
      const message = super._convertCompletionsMessageToBaseMessage(...given);
      const repairs = repairsOf(given[1]);
      if (repairs.length > 0) message.response_metadata[REPAIRS_KEY] = repairs;
      return message;
    }
  };
}

function carriedBy(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof CarriedError ? cause.carried : undefined;
}
