import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** The part of a chat-completions request that the tests look at. */
export interface ChatRequest {
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: "system" | "user" | "assistant" | "tool";
    readonly content: string | null;
    readonly tool_calls?: readonly { readonly id: string }[];
    readonly tool_call_id?: string;
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

/** What the server answers: a status other than 200, or the assistant's message. */
export type Served =
  | { readonly status: number }
  | { readonly content: string }
  | { readonly call: { readonly name: string; readonly arguments: string } };

export interface ChatServer {
  readonly baseURL: string;
  readonly requests: readonly ChatRequest[];
  close(): Promise<void>;
}

/** An OpenAI-compatible server on this machine, on a port that is free. */
export async function startChatServer(
  answer: (request: ChatRequest) => Served,
): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const request = JSON.parse(body) as ChatRequest;
      requests.push(request);
      const served = answer(request);
      const isRefusal = "status" in served;
      const type = !isRefusal && request.stream === true ? "text/event-stream" : "application/json";
      outgoing.writeHead(isRefusal ? served.status : 200, {
        "content-type": type,
        "retry-after": "0",
      });
      if (isRefusal) outgoing.end(JSON.stringify({ error: { message: "Not now." } }));
      else if (request.stream === true) outgoing.end(toEvents(served, requests.length));
      else outgoing.end(JSON.stringify(toCompletion(served, requests.length)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

type Message = Exclude<Served, { readonly status: number }>;

/** The answer in pieces of a few characters, as a server streams it. */
function toEvents(served: Message, number: number): string {
  const text = "call" in served ? served.call.arguments : served.content;
  const pieces = text.match(/[^]{1,12}/g) ?? [];
  const deltas = pieces.map((piece, place) => {
    if (!("call" in served)) return { content: piece };
    const head = place === 0 ? { id: `call_${number}`, type: "function" } : {};
    const name = place === 0 ? { name: served.call.name } : {};
    return { tool_calls: [{ index: 0, ...head, function: { ...name, arguments: piece } }] };
  });
  const ending = { delta: {}, finish_reason: "call" in served ? "tool_calls" : "stop" };
  const opening = { delta: { role: "assistant", content: "" }, finish_reason: null };
  const choices = [opening, ...deltas.map((delta) => ({ delta, finish_reason: null })), ending];
  const shared = { id: `chat-${number}`, object: "chat.completion.chunk", created: 0, model: "m" };
  const events = choices.map((choice) =>
    JSON.stringify({ ...shared, choices: [{ index: 0, ...choice }] }),
  );
  return [...events, "[DONE]"].map((event) => `data: ${event}\n\n`).join("");
}

function toCompletion(served: Message, number: number) {
  const message =
    "call" in served
      ? {
          role: "assistant",
          content: null,
          tool_calls: [{ id: `call_${number}`, type: "function", function: served.call }],
        }
      : { role: "assistant", content: served.content };
  return {
    id: `chat-${number}`,
    object: "chat.completion",
    created: 0,
    model: "scripted",
    choices: [{ index: 0, message, finish_reason: "call" in served ? "tool_calls" : "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
  };
}
