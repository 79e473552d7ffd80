import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";

/** A chat completion, as far as faults change it. */
export interface Completion {
  choices: {
    message: {
      content: string | null;
      tool_calls?: { id?: string; function: { name: string; arguments: unknown } }[];
    };
    finish_reason: string;
  }[];
}

interface Exchange {
  readonly response: ServerResponse;
  readonly completion: Completion;
}

/** Answers one request wrongly. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

/** Longer than the time limits of the client. */
const STALL_MS = 30_000;

const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

const status =
  (code: number, body: unknown, headers?: () => Record<string, string>): Fault =>
  ({ response }) =>
    send(response, code, body, headers?.());

const error = (message: string) => ({ error: { message, type: "server_error" } });
const HTML = "<html><body>One moment, please.</body></html>";
const html = () => ({ "content-type": "text/html" });

/** Answers with status 200 and a completion that is changed first. */
const changed =
  (change: (completion: Completion) => unknown): Fault =>
  ({ response, completion }) =>
    send(response, 200, change(completion));

type Message = Completion["choices"][number]["message"];
type Call = NonNullable<Message["tool_calls"]>[number];

const message = (change: (message: Message) => void): Fault =>
  changed((completion) => {
    for (const choice of completion.choices) change(choice.message);
    return completion;
  });

const calls = (change: (call: Call) => void): Fault =>
  message(({ tool_calls: all = [] }) => all.forEach(change));

/** Kinds of faults of servers. Those after `answers` are errors of one model call; the others change how an answer is written. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "connection closed before the answer": ({ response }) => void response.destroy(),
  "connection closed in the answer": async ({ response, completion }) => {
    const text = JSON.stringify(completion);
    response.writeHead(200, { "content-length": `${Buffer.byteLength(text)}` });
    response.write(text.slice(0, text.length / 2));
    await setTimeout(5);
    response.destroy();
  },
  "no answer": async ({ response }) => {
    await setTimeout(STALL_MS, undefined, { ref: false });
    response.destroy();
  },
  "an answer that never ends": async ({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    const end = Date.now() + STALL_MS;
    while (Date.now() < end && !response.destroyed) {
      response.write(" ");
      await setTimeout(200, undefined, { ref: false });
    }
    response.destroy();
  },
  "status 408": status(408, error("The request took too long.")),
  "status 429": status(429, error("Too many requests.")),
  "status 429 with seconds": status(429, error("Busy."), () => ({ "retry-after": "1" })),
  "status 429 with a date": status(429, error("Busy."), () => ({
    "retry-after": new Date(Date.now() + 1000).toUTCString(),
  })),
  "status 500": status(500, error("The engine is down.")),
  "status 502 with a web page": status(502, HTML, html),
  "status 503": status(503, error("Loading the model.")),
  "status 504 without a body": status(504, ""),
  "status 529": status(529, error("Overloaded.")),
  "status 200 with a web page": status(200, HTML, html),
  "status 200 without a body": status(200, ""),
  "status 200 with half a body": ({ response, completion }) => {
    const text = JSON.stringify(completion);
    send(response, 200, text.slice(0, text.length / 2));
  },
  "status 200 with an error": status(200, { error: { message: "Upstream is busy.", code: 503 } }),
  "no choices": changed((completion) => ({ ...completion, choices: [] })),
  "choices of null": changed((completion) => ({ ...completion, choices: null })),
  "a choice without a message": changed(() => ({ choices: [{ index: 0 }] })),
  "an empty message": message((empty) => {
    empty.content = "";
    delete empty.tool_calls;
  }),
  "a reply cut off": changed((completion) => {
    for (const choice of completion.choices) {
      choice.finish_reason = "length";
      choice.message.content = (choice.message.content ?? "").slice(0, 20);
      delete choice.message.tool_calls;
    }
    return completion;
  }),
  "calls without ids": calls((call) => delete call.id),
  "one id for all calls": calls((call) => (call.id = "call")),
  "arguments as an object": calls(({ function: called }) => {
    called.arguments = JSON.parse(String(called.arguments));
  }),
  "arguments encoded twice": calls(({ function: called }) => {
    called.arguments = JSON.stringify(called.arguments);
  }),
  "thoughts before the answer": message((one) => {
    one.content = `<think>\nI weigh {"a": 1} against {"b": 2}.\n</think>\n\n${one.content ?? ""}`;
  }),
  "a fence around the answer": message((one) => {
    if (one.tool_calls === undefined) one.content = `Here it is:\n\n\`\`\`\n${one.content}\n\`\`\``;
  }),
};
