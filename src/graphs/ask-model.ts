import {
  type BaseMessage,
  type InvalidToolCall,
  AIMessage,
  HumanMessage,
} from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { z } from "zod";
import { StarError } from "../errors.js";
import { parseShallowJson } from "../json.js";
import { answerSchemaOptions } from "../models/answer-schema.js";
import type { AnsweringModel } from "./answering-model.js";
import { areWellFormed } from "./tool-calls.js";
import type { Leniency, Read } from "./reading/read.js";
import { reportReading } from "./reading/report-reading.js";

/** Options of {@link askModel}. */
export interface AskModelOptions<Answer> {
  readonly model: AnsweringModel;
  readonly messages: readonly BaseMessage[];
  readonly schema: z.ZodType<Answer>;
  /** The tools that the model was offered. Calls in the text of a reply must be of one of them. Default: none. */
  readonly tools?: readonly StructuredToolInterface[];
  /** Loads what reads answers in other forms; called for an answer that is not as it should be. Default: only JSON is read. */
  readonly leniency?: (() => Promise<Leniency>) | undefined;
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
 * Asks a model for tool calls or for one JSON object of a schema. Replies that leave no doubt about what is meant are repaired; any other
 * is returned to the model with the reason. Attempts carry `star_attempt` in their metadata, so that a recorder can recognize repaired
 * answers.
 *
 * @throws {StarError} `MODEL_ANSWER_INVALID` when the last attempt is unreadable, too.
 */
export function askModelWithTools<Answer>(
  options: AskModelOptions<Answer>,
): Promise<Reply<Answer | undefined>> {
  return converse<Answer, Answer | undefined>(options, true);
}

/** {@link askModelWithTools} without tools: a tool call counts as an unreadable answer. */
export function askModel<Answer>(options: AskModelOptions<Answer>): Promise<Reply<Answer>> {
  return converse<Answer, Answer>(options, false);
}

async function converse<Answer, Reading extends Answer | undefined>(
  options: AskModelOptions<Answer>,
  mayCall: boolean,
): Promise<Reply<Reading>> {
  const { model, messages, schema, role, maxRepairs = 2 } = options;
  // Where tools are offered, a server that enforces the schema would rule out calls.
  const constraint = mayCall ? {} : answerSchemaOptions(model, schema);
  const exchange: BaseMessage[] = [];
  for (let attempt = 1; ; attempt++) {
    const config = { metadata: { star_attempt: attempt }, ...constraint };
    const asked = [...messages, ...exchange];
    const { reply, read } = await readReply(await model.invoke(asked, config), asked, {
      ...options,
      mayCall,
    });
    if (read.success) return { messages: [...exchange, reply], answer: read.answer as Reading };
    if (attempt > maxRepairs) throw unreadable(role, attempt, read.reason);
    exchange.push(asPlainText(reply), repairRequest(read.reason, mayCall));
  }
}

interface ReadReplyOptions<Answer> extends AskModelOptions<Answer> {
  readonly mayCall: boolean;
}

interface ReadReply<Answer> {
  /** The reply, repaired if needed. */
  readonly reply: AIMessage;
  readonly read: Read<Answer | undefined>;
}

/** Reads a reply that is as it should be, and otherwise loads what repairs it. */
async function readReply<Answer>(
  given: AIMessage,
  messages: readonly BaseMessage[],
  { schema, tools = [], mayCall, leniency }: ReadReplyOptions<Answer>,
): Promise<ReadReply<Answer>> {
  const plain = readPlainly(given, schema, mayCall);
  if (plain !== undefined) return { reply: given, read: plain };
  const { repairReply } = await import("./reading/repair-reply.js");
  const { readLoosely } = await import("./reading/read-loosely.js");
  const { reply, repairs } = repairReply(given, messages, mayCall ? tools : []);
  const calls = readCalls(reply, mayCall);
  const read = calls ?? readLoosely(reply, { schema, ...(await leniency?.()) });
  await reportReading({
    repairs: [...repairs, ...(read.success ? read.repairs : [])],
    ...(reply !== given && { reply }),
    ...(!read.success && { unreadable: read.reason }),
  });
  return { reply, read };
}

/** Undefined for a reply that is not exactly what was asked for. */
function readPlainly<Answer>(
  reply: AIMessage,
  schema: z.ZodType<Answer>,
  mayCall: boolean,
): Read<Answer | undefined> | undefined {
  const { tool_calls = [], invalid_tool_calls = [] } = reply;
  if (invalid_tool_calls.length > 0) return undefined;
  if (tool_calls.length > 0) return mayCall && areWellFormed(tool_calls) ? CALLING : undefined;
  const parsed = schema.safeParse(parseWhole(reply.text));
  return parsed.success ? { success: true, answer: parsed.data, repairs: [] } : undefined;
}

const CALLING = { success: true, answer: undefined, repairs: [] } as const;

function parseWhole(text: string): unknown {
  const isObject = text.startsWith("{") && text.endsWith("}");
  return isObject ? parseShallowJson(text) : undefined;
}

/** Undefined for a reply without calls. */
function readCalls(
  { tool_calls = [], invalid_tool_calls: [broken] = [] }: AIMessage,
  mayCall: boolean,
): Read<undefined> | undefined {
  const [call] = tool_calls;
  if (broken !== undefined) return { success: false, reason: whyBroken(broken) };
  if (call === undefined) return undefined;
  if (mayCall) return CALLING;
  return { success: false, reason: `It calls "${call.name}", but no tool can be called now.` };
}

function whyBroken({ name = "", args = "" }: InvalidToolCall): string {
  const shown = args.length > SHOWN ? `${args.slice(0, SHOWN)}…` : args;
  return `The arguments of the call to "${name}" are not a JSON object: ${shown}`;
}

/** Characters of broken arguments that the model is shown. */
const SHOWN = 200;

/** Providers reject conversations with empty messages or unanswered calls, so such a reply is returned as text. */
function asPlainText(reply: AIMessage): AIMessage {
  const { text, tool_calls = [], invalid_tool_calls = [] } = reply;
  if (tool_calls.length + invalid_tool_calls.length === 0) {
    return text === "" ? new AIMessage("(an empty answer)") : reply;
  }
  return new AIMessage(text === "" ? "(a tool call)" : text);
}

function repairRequest(reason: string, mayCall: boolean): HumanMessage {
  const call = mayCall ? "Call a tool, or answer" : "Answer";
  return new HumanMessage(
    `Your last message could not be read. ${reason}\n${call} again with one JSON object of the given schema and nothing else.`,
  );
}

function unreadable(role: string, attempts: number, reason: string): StarError {
  return new StarError("MODEL_ANSWER_INVALID", {
    message: `The ${role} gave no readable answer in ${attempts} attempts. The last one: ${reason}`,
    remedy: "Use a model that follows JSON instructions, or raise maxRepairs.",
    fields: { role, attempts },
  });
}
