import type { BaseMessage, UsageMetadata } from "@langchain/core/messages";
import { isRefusal } from "../../http/refusal.js";
import { createRoute } from "../../http/route.js";
import {
  type CompletionChunk,
  completionChunkSchema,
  completionSchema,
} from "../chat/completion.js";
import { type PreparedModel, prepareModel } from "../chat/prepare-model.js";
import { type ChatRequest, chatRequestSchema } from "../chat/request.js";
import { toChunks } from "../chat/to-chunks.js";
import { createHeading, toCompletion } from "../chat/to-completion.js";
import { toMessages } from "../chat/to-messages.js";
import type { Site } from "../site.js";
import { noModel } from "./models.js";

const PATH = "/v1/chat/completions";

/** Names what a request asked for and did not get, where that does no harm. */
export const IGNORED_HEADER = "X-Star-Ignored";

/** `POST /v1/chat/completions`: one turn of the model, as OpenAI's clients ask for it. */
export function chatCompletionsRoute(site: Site) {
  return createRoute({
    method: "post",
    path: PATH,
    name: "createChatCompletion",
    summary: "One turn of the model, at once or as a stream. Calls are the client's to carry out.",
    refusals: [
      "MODEL_NOT_FOUND",
      "TOO_MANY_REQUESTS",
      "MODEL_FAILED",
      "SHUTTING_DOWN",
      "TIMED_OUT",
    ],
    input: chatRequestSchema,
    output: completionSchema,
    events: completionChunkSchema,
    async answer(request, _, { signal: client }) {
      if (request.model !== site.name) return noModel(request.model, site);
      const messages = toMessages(request.messages);
      if (isRefusal(messages)) return messages;
      const prepared = prepareModel(site, request);
      if (isRefusal(prepared)) return prepared;
      const { ignored } = prepared;
      const headers = ignored.length > 0 ? { [IGNORED_HEADER]: ignored.join(", ") } : {};
      const conversation = { ...prepared, messages };
      if (request.stream === true) {
        return site.work.stream({ path: PATH, client, headers }, (signal) =>
          stream(site, { ...conversation, signal }, request),
        );
      }
      const answer = await site.work.once({ path: PATH, client }, (signal) =>
        complete(site, { ...conversation, signal }),
      );
      return isRefusal(answer) ? answer : Response.json(answer, { headers });
    },
  });
}

interface Conversation extends PreparedModel {
  readonly messages: BaseMessage[];
  readonly signal: AbortSignal;
}

async function complete({ name, metrics }: Site, conversation: Conversation) {
  const { model, messages } = conversation;
  const message = await model.invoke(messages, callOptions(conversation));
  count(metrics, message.usage_metadata);
  return toCompletion(message, createHeading(name));
}

async function* stream(
  { name, metrics }: Site,
  conversation: Conversation,
  { stream_options: options }: ChatRequest,
): AsyncGenerator<CompletionChunk, void> {
  const { model, messages } = conversation;
  const parts = await model.stream(messages, callOptions(conversation));
  const includeUsage = options?.include_usage === true;
  count(metrics, yield* toChunks(parts, { heading: createHeading(name), includeUsage }));
}

function callOptions({ signal, stop }: Conversation) {
  return { signal, ...(stop !== undefined && { stop }) };
}

function count(metrics: Site["metrics"], counted: UsageMetadata | undefined): void {
  if (counted === undefined) return;
  metrics.countTokens({
    inputTokens: counted.input_tokens,
    outputTokens: counted.output_tokens,
  });
}
