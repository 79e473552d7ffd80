import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request that the server received. */
export interface Received {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage["headers"];
  /** Resolves when the client has closed the connection before the response was complete. */
  readonly hungUp: Promise<void>;
}

/** Answers request number `n`, from 1. */
export type Answer = (
  response: ServerResponse,
  n: number,
  received: Received,
) => void | Promise<void>;

/** An HTTP server on a free port, closed at the end of the test. */
export async function startServer(answer: Answer) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const hungUp = new Promise<void>((resolve) => {
        response.on("close", () => response.writableEnded || resolve());
      });
      const body = JSON.parse(text) as Record<string, unknown>;
      const one = { body, headers: request.headers, hungUp };
      received.push(one);
      return answer(response, received.length, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, received };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

/** A chat completion with this message. */
export function completion(message: object | string = "hello", more: object = {}) {
  const whole = typeof message === "string" ? { role: "assistant", content: message } : message;
  const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
  return { choices: [{ index: 0, message: whole, finish_reason: "stop", ...more }], usage };
}

/** Sends JSON, or a text as it is. */
export function reply(
  response: ServerResponse,
  body: object | string = completion(),
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Sends an error in OpenAI's form. */
export function refuse(response: ServerResponse, status: number, error: object | string): void {
  reply(response, { error: typeof error === "string" ? { message: error } : error }, { status });
}
