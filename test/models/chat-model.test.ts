import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createChatModel } from "../../src/models/chat-model.js";

let server: Server | undefined;
afterEach(() => server?.close());

interface Received {
  readonly key: string | undefined;
  readonly body: unknown;
}

/** A server that answers the first request with an error status, and later ones with a message. */
async function startServer(status = 429): Promise<{ baseUrl: string; received: Received[] }> {
  const received: Received[] = [];
  server = createServer(async (request, response) => {
    received.push({ key: request.headers.authorization, body: JSON.parse(await bodyOf(request)) });
    const isFirst = received.length === 1;
    const message = { role: "assistant", content: "hello" };
    const answer = { choices: [{ index: 0, message, finish_reason: "stop" }] };
    response.writeHead(isFirst ? status : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(isFirst ? { error: { message: "slow down" } } : answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, received };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

describe("createChatModel", () => {
  it("creates the offline model", async () => {
    const model = await createChatModel("offline", { temperature: 0.5, seed: 7 });
    expect(model).toMatchObject({ temperature: 0.5, seed: 7 });
    expect(model._llmType()).toBe("offline");
  });

  it("calls an OpenAI-compatible server and retries after status 429", async () => {
    const { baseUrl, received } = await startServer();
    const model = await createChatModel("openai:some/model", { baseUrl, apiKey: "k", seed: 7 });
    expect((await model.invoke("hi")).text).toBe("hello");
    expect(received).toHaveLength(2);
    expect(received[1]?.key).toBe("Bearer k");
    expect(received[1]?.body).toMatchObject({ model: "some/model", temperature: 0, seed: 7 });
  });

  it("does not retry after status 401", async () => {
    const { baseUrl, received } = await startServer(401);
    const model = await createChatModel("openai:x", { baseUrl });
    await expect(model.invoke("hi")).rejects.toThrow("401");
    expect(received).toHaveLength(1);
  });

  it.each(["gpt-4o", "openai:", "Offline"])("rejects the unknown model %s", async (spec) => {
    const attempt = createChatModel(spec, { apiKey: "k" });
    await expect(attempt).rejects.toMatchObject({ code: "MODEL_UNKNOWN" });
    await expect(attempt).rejects.toThrow('Use "offline" or "openai:NAME"');
  });

  it("requires a key for OpenAI but not for another server", async () => {
    await expect(createChatModel("openai:x")).rejects.toThrow("Set the environment variable");
    await createChatModel("openai:x", { baseUrl: "http://127.0.0.1:1/v1" });
  });
});
