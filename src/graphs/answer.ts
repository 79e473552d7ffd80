import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { z } from "zod";
import { StarError } from "../errors.js";

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
  readonly messages: BaseMessage[];
  readonly answer: Answer | undefined;
}

/**
 * Asks a model for tool calls or for one JSON object of a schema. An answer that cannot be read is returned to the model
 * with the reason. Attempts carry `star_attempt` in their metadata, so that a recorder can tell a repaired answer from a
 * second thought.
 *
 * @throws {StarError} `MODEL_ANSWER_INVALID` when the last attempt cannot be read either.
 */
export async function askWithTools<Answer>(options: AskOptions<Answer>): Promise<Reply<Answer>> {
  const { model, messages, schema, role, maxRepairs = 2 } = options;
  const exchange: BaseMessage[] = [];
  for (let attempt = 1; ; attempt++) {
    const metadata = { star_attempt: attempt };
    const reply = await model.invoke([...messages, ...exchange], { metadata });
    if (hasCalls(reply)) return { messages: [...exchange, reply], answer: undefined };
    const read = readAnswer(reply, schema);
    if (read.success) return { messages: [...exchange, reply], answer: read.answer };
    if (attempt > maxRepairs) throw unreadable(role, attempt, read.reason);
    exchange.push(withoutBrokenCalls(reply), repairRequest(read.reason));
  }
}

/** {@link askWithTools} for a role that has no tools. */
export async function ask<Answer>(options: AskOptions<Answer>): Promise<Answer> {
  const { answer } = await askWithTools(options);
  if (answer === undefined)
    throw unreadable(options.role, 1, "It calls a tool, and there is none.");
  return answer;
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
  const json = extractJson(reply.text);
  if (json === undefined) return { success: false, reason: "It holds no JSON object." };
  const parsed = schema.safeParse(json);
  return parsed.success
    ? { success: true, answer: parsed.data }
    : { success: false, reason: z.prettifyError(parsed.error) };
}

/** The JSON object in a text: the whole of it, a fenced block, or what stands between the first and the last brace. */
function extractJson(text: string): unknown {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start === -1 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

/** Providers refuse a conversation in which a call has no answer, so a broken call goes back as plain text. */
function withoutBrokenCalls(reply: AIMessage): AIMessage {
  const isWhole = (reply.invalid_tool_calls?.length ?? 0) === 0;
  return isWhole ? reply : new AIMessage(reply.text === "" ? "(a broken tool call)" : reply.text);
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
