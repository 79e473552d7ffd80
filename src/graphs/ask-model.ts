import { type BaseMessage, AIMessage, HumanMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { z } from "zod";
import { StarError } from "../errors.js";
import { readJsonObject } from "../json.js";

/** A chat model, with or without bound tools. */
export type AnsweringModel = Runnable<BaseMessage[], AIMessage>;

/** Options of {@link askModel}. */
export interface AskModelOptions<Answer> {
  readonly model: AnsweringModel;
  readonly messages: readonly BaseMessage[];
  readonly schema: z.ZodType<Answer>;
  /** Name of the role, for the error message. */
  readonly role: string;
  /** Maximum number of times that an unreadable answer is returned to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
}

/** A model's reply: an answer of the schema, or tool calls in the last message; `answer` is then undefined. */
export interface Reply<Answer> {
  /** New messages, repairs included; the last one contains the answer or the calls. */
  readonly messages: BaseMessage[];
  readonly answer: Answer;
}

/**
 * Asks a model for tool calls or for one JSON object of a schema. An unreadable answer is returned to the model with the
 * reason. Attempts carry `star_attempt` in their metadata, so that a recorder can recognize repaired answers.
 *
 * @throws {StarError} `MODEL_ANSWER_INVALID` when the last attempt is unreadable, too.
 */
export function askModelWithTools<Answer>(
  options: AskModelOptions<Answer>,
): Promise<Reply<Answer | undefined>> {
  return converse<Answer | undefined>(options, (reply) =>
    hasCalls(reply) ? { success: true, answer: undefined } : readAnswer(reply, options.schema),
  );
}

/** {@link askModelWithTools} without tools: a tool call counts as an unreadable answer. */
export function askModel<Answer>(options: AskModelOptions<Answer>): Promise<Reply<Answer>> {
  return converse(options, (reply) => readAnswer(reply, options.schema));
}

async function converse<Answer>(
  { model, messages, role, maxRepairs = 2 }: AskModelOptions<unknown>,
  readReply: (reply: AIMessage) => Read<Answer>,
): Promise<Reply<Answer>> {
  const exchange: BaseMessage[] = [];
  for (let attempt = 1; ; attempt++) {
    const metadata = { star_attempt: attempt };
    const reply = await model.invoke([...messages, ...exchange], { metadata });
    const read = readReply(reply);
    if (read.success) return { messages: [...exchange, reply], answer: read.answer };
    if (attempt > maxRepairs) throw unreadable(role, attempt, read.reason);
    exchange.push(asPlainText(reply), repairRequest(read.reason));
  }
}

function hasCalls(reply: AIMessage): boolean {
  return (reply.tool_calls?.length ?? 0) > 0 && (reply.invalid_tool_calls?.length ?? 0) === 0;
}

type Read<Answer> =
  | { readonly success: true; readonly answer: Answer }
  | { readonly success: false; readonly reason: string };

function readAnswer<Answer>(reply: AIMessage, schema: z.ZodType<Answer>): Read<Answer> {
  const broken = reply.invalid_tool_calls?.[0];
  if (broken !== undefined) {
    return {
      success: false,
      reason: `The arguments of the call to "${broken.name}" are not JSON.`,
    };
  }
  const [call] = reply.tool_calls ?? [];
  if (call !== undefined) {
    return { success: false, reason: `It calls "${call.name}", but no tool can be called now.` };
  }
  const json = readJsonObject(reply.text);
  if (json === undefined) return { success: false, reason: "It holds no JSON object." };
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { success: true, answer: parsed.data }
    : { success: false, reason: z.prettifyError(parsed.error) };
}

/** Providers reject conversations with empty messages or unanswered calls, so such a reply is returned as text. */
function asPlainText(reply: AIMessage): AIMessage {
  const { text, tool_calls = [], invalid_tool_calls = [] } = reply;
  if (tool_calls.length + invalid_tool_calls.length === 0) {
    return text === "" ? new AIMessage("(an empty answer)") : reply;
  }
  return new AIMessage(text === "" ? "(a tool call)" : text);
}

function repairRequest(reason: string): HumanMessage {
  return new HumanMessage(
    `Your last message could not be read. ${reason}\nAnswer again with one JSON object of the given schema and nothing else.`,
  );
}

function unreadable(role: string, attempts: number, reason: string): StarError {
  return new StarError("MODEL_ANSWER_INVALID", {
    message: `The ${role} gave no readable answer in ${attempts} attempts. The last one: ${reason}`,
    remedy: "Use a model that follows JSON instructions, or raise maxRepairs.",
  });
}
