import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { fakeModel } from "@langchain/core/testing";
import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { onTestFinished } from "vitest";
import { createStudent } from "../../../src/graphs/student.js";
import { createStudentApp } from "../../../src/serve/student/student-app.js";
import {
  startStudentServer,
  type StudentServerOptions,
} from "../../../src/serve/student/student-server.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { modelOf } from "../../graphs/student-support.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";

export const NAME = "tiny-student";
export const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });

/** A student over the tiny shop. By default its graph runs a model with three scripted turns. */
export function optionsWith(
  change: Partial<StudentServerOptions> & { readonly player?: BaseChatModel } = {},
): StudentServerOptions {
  const { player = modelOf(), ...options } = change;
  const graph = createStudent({ llm: player, tools }).compile();
  return { model: fakeModel(), name: NAME, graph, tools, dataset: tinyShop, ...options };
}

/** Opens a student app without a port. */
export async function openApp(change: Parameters<typeof optionsWith>[0] = {}) {
  const student = await createStudentApp(optionsWith(change));
  const ask = async (path: string, body?: unknown, init: RequestInit = {}) => {
    const response = await student.app.request(path, {
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      ...init,
      headers: { "Content-Type": "application/json", ...init.headers },
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const { status, headers } = response;
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return { ...student, ask };
}

/** Starts a student server until the end of the test, with an OpenAI and a LangChain client. */
export async function start(change: Parameters<typeof optionsWith>[0] = {}) {
  const server = await startStudentServer(optionsWith({ graceMs: 0, ...change }));
  onTestFinished(() => server.close());
  const baseURL = `${server.url}/v1`;
  const apiKey = change.token ?? "no-key";
  const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const chat = new ChatOpenAI({ model: NAME, apiKey, configuration: { baseURL }, maxRetries: 0 });
  return { server, openai, chat };
}

/** The value of one line of `GET /metrics`. */
export async function readMetric(url: string, line: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.split("\n").find((one) => one.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

export const USAGE = { input_tokens: 7, output_tokens: 5, total_tokens: 12 };

/** A message with token counts. */
export const counted = (content: string) =>
  Object.assign(new AIMessage(content), { usage_metadata: USAGE });

/** One part of a response, or an event before the next part. */
type Part = AIMessageChunk | Error | Promise<void> | "hang" | "ignore the signal";

interface PacedOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly BindToolsInput[];
}

/** A model that streams parts and can hang in between, until it is aborted or forever. */
export class PacedModel extends BaseChatModel<PacedOptions> {
  readonly asked: { messages: BaseMessage[]; options: PacedOptions }[] = [];
  /** Abort reasons in order. */
  readonly abortReasons: unknown[] = [];
  readonly #parts: readonly Part[];

  constructor(...parts: readonly Part[]) {
    super({});
    this.#parts = parts;
  }

  override _llmType(): string {
    return "paced";
  }

  override bindTools(tools: BindToolsInput[], options: Partial<PacedOptions> = {}) {
    return this.withConfig({ tools, ...options });
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]) {
    const parts: ChatGenerationChunk[] = [];
    for await (const part of this._streamResponseChunks(messages, options)) parts.push(part);
    const whole = parts.reduce((sum, part) => sum.concat(part));
    return { generations: [{ text: whole.text, message: whole.message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
  ): AsyncGenerator<ChatGenerationChunk> {
    this.asked.push({ messages, options });
    for (const part of this.#parts) {
      if (part instanceof Error) throw part;
      if (part === "ignore the signal") await new Promise(() => {});
      else if (part === "hang") await this.#untilAborted(options.signal);
      else if (part instanceof Promise) await part;
      else yield new ChatGenerationChunk({ text: part.text, message: part });
    }
  }

  async #untilAborted(signal: AbortSignal | undefined): Promise<never> {
    if (signal?.aborted !== true) {
      await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    }
    this.abortReasons.push(signal?.reason);
    throw new Error("The model was aborted.");
  }
}

export const part = (content: string, fields: object = {}) =>
  new AIMessageChunk({ content, ...fields });

/** A streamed part of a tool call. */
export const callPart = (piece: { index?: number; id?: string; name?: string; args?: string }) =>
  new AIMessageChunk({ content: "", tool_call_chunks: [{ type: "tool_call_chunk", ...piece }] });

/** Polls until a condition is true. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 4000; tries++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("The condition never became true.");
}
