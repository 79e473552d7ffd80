import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { z } from "zod";
import { StarError } from "../errors.js";
import { readJsonObject } from "../json.js";

/** A chat model, with or without tools bound. */
export type AnsweringModel = Runnable<BaseMessage[], AIMessage>;

export interface AskOptions<Answer> {
  readonly model: AnsweringModel;
  readonly messages: readonly BaseMessage[];
  readonly schema: z.ZodType<Answer>;
  /** Who is asked, for the error message. */
  readonly role: string;
  /** How often an answer that cannot be read goes back to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
}

/** What a model said: an answer that fits the schema, or (`answer` undefined) tool calls in the last message. */
export interface Reply<Answer> {
  /** Repairs included; the last message holds the answer or the calls. */
  readonly messages: BaseMessage[];
  readonly answer: Answer;
}

/**
 * Asks a model for tool calls or for one JSON object of a schema. An answer that cannot be read is returned to the model
 * with the reason. Attempts carry `star_attempt` in their metadata, so that a recorder can tell a repaired answer from a
 * second thought.
 *
 * @throws {StarError} `MODEL_ANSWER_INVALID` when the last attempt cannot be read either.
 */
export function askWithTools<Answer>(
  options: AskOptions<Answer>,
): Promise<Reply<Answer | undefined>> {
  return converse<Answer | undefined>(options, (reply) =>
    hasCalls(reply) ? { success: true, answer: undefined } : readAnswer(reply, options.schema),
  );
}

/** {@link askWithTools} where no tool can be called: a call is then an answer that cannot be read. */
export function ask<Answer>(options: AskOptions<Answer>): Promise<Reply<Answer>> {
  return converse(options, (reply) => readAnswer(reply, options.schema));
}

async function converse<Answer>(
  { model, messages, role, maxRepairs = 2 }: AskOptions<unknown>,
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

/** Providers refuse a conversation with an empty message or a call without an answer, so such a reply goes back as text. */
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
