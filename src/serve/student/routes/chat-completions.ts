import type { BaseMessage, UsageMetadata } from "@langchain/core/messages";
import { isHttpError } from "../../http/http-error.js";
import { createRoute } from "../../http/route.js";
import {
  type CompletionChunk,
  completionChunkSchema,
  completionSchema,
} from "../chat/completion.js";
import { type PreparedModel, prepareModel } from "../chat/prepare-model.js";
import { type ChatRequest, chatRequestSchema } from "../chat/request.js";
import { toChunks } from "../chat/to-chunks.js";
import { createCompletionHeader, toCompletion } from "../chat/to-completion.js";
import { toMessages } from "../chat/to-messages.js";
import type { StudentService } from "../student-service.js";
import { modelNotFound } from "./models.js";

const PATH = "/v1/chat/completions";

/** Response header that lists the parameters of the request without effect. */
const IGNORED_HEADER = "X-Star-Ignored";

/** `POST /v1/chat/completions`: one turn of the model, compatible with OpenAI's API. */
export function chatCompletionsRoute(service: StudentService) {
  return createRoute({
    method: "post",
    path: PATH,
    operationId: "createChatCompletion",
    summary:
      "Generate one turn of the model, whole or as a stream. The client executes tool calls.",
    errors: ["MODEL_NOT_FOUND", "TOO_MANY_REQUESTS", "MODEL_FAILED", "SHUTTING_DOWN", "TIMED_OUT"],
    input: chatRequestSchema,
    output: completionSchema,
    events: completionChunkSchema,
    async handle(request, _, { signal: client }) {
      if (request.model !== service.name) return modelNotFound(request.model, service);
      const messages = toMessages(request.messages);
      if (isHttpError(messages)) return messages;
      const prepared = await prepareModel(service, request);
      if (isHttpError(prepared)) return prepared;
      const { ignored } = prepared;
      const headers = ignored.length > 0 ? { [IGNORED_HEADER]: ignored.join(", ") } : {};
      const conversation = { ...prepared, messages };
      if (request.stream === true) {
        return service.runner.stream({ path: PATH, client, headers }, (signal) =>
          stream(service, { ...conversation, signal }, request),
        );
      }
      const result = await service.runner.run({ path: PATH, client }, (signal) =>
        complete(service, { ...conversation, signal }),
      );
      return isHttpError(result) ? result : Response.json(result, { headers });
    },
  });
}

interface Conversation extends PreparedModel {
  readonly messages: BaseMessage[];
  readonly signal: AbortSignal;
}

async function complete({ name, metrics }: StudentService, conversation: Conversation) {
  const { model, messages } = conversation;
  const message = await model.invoke(messages, callOptions(conversation));
  countTokens(metrics, message.usage_metadata);
  return toCompletion(message, createCompletionHeader(name));
}

async function* stream(
  { name, metrics }: StudentService,
  conversation: Conversation,
  { stream_options: options }: ChatRequest,
): AsyncGenerator<CompletionChunk, void> {
  const { model, messages } = conversation;
  const parts = await model.stream(messages, callOptions(conversation));
  const includeUsage = options?.include_usage === true;
  const header = createCompletionHeader(name);
  countTokens(metrics, yield* toChunks(parts, { header, includeUsage }));
}

function callOptions({ signal, stop }: Conversation) {
  return { signal, ...(stop !== undefined && { stop }) };
}

function countTokens(metrics: StudentService["metrics"], usage: UsageMetadata | undefined): void {
  if (usage === undefined) return;
  metrics.countTokens({ inputTokens: usage.input_tokens, outputTokens: usage.output_tokens });
}
