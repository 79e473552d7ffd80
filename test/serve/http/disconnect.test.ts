import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { type AnsweredRequest, createApp } from "../../../src/serve/http/create-app.js";
import { listen } from "../../../src/serve/http/listen.js";
import { readBody } from "../../../src/serve/http/read-body.js";
import { createRoute } from "../../../src/serve/http/route.js";
import { until } from "../student/support.js";

async function start() {
  const answered: AnsweredRequest[] = [];
  const errors: unknown[] = [];
  const handled: unknown[] = [];
  const route = createRoute({
    method: "post",
    path: "/items/{id}",
    operationId: "add",
    summary: "Take an item.",
    input: z.looseObject({}),
    output: z.looseObject({}),
    handle: (input) => (handled.push(input), {}),
  });
  const app = await createApp({
    routes: [route],
    maxBodyBytes: 2_000_000,
    onError: (error) => errors.push(error),
    onResponse: (response) => answered.push(response),
  });
  const server = await listen({ app });
  onTestFinished(() => server.close());
  return { port: server.port, answered, errors, handled };
}

const HEAD = "POST /items/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

describe("a client that breaks off its upload", () => {
  it.each([
    { name: "before the body", body: "Content-Length: 100\r\n\r\n" },
    { name: "in the body", body: "Content-Length: 100\r\n\r\n{" },
    { name: "before the last byte", body: 'Content-Length: 9\r\n\r\n{"a": 12' },
    { name: "in a large body", body: `Content-Length: 1500000\r\n\r\n${"x".repeat(1_000_000)}` },
    { name: "before the first chunk", body: "Transfer-Encoding: chunked\r\n\r\n" },
    { name: "in a chunk", body: 'Transfer-Encoding: chunked\r\n\r\n9\r\n{"a"' },
    { name: "between chunks", body: "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n" },
    { name: "with a broken chunk", body: "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\nzz\r\n" },
  ])("is answered with 499 and not reported, $name", async ({ body }) => {
    const { port, answered, errors, handled } = await start();
    for (const leave of ["destroy", "end", "resetAndDestroy"] as const) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(HEAD + body, () => socket[leave]());
    }
    await until(() => answered.length === 3);
    const gone = { method: "POST", path: "/items/:id", status: 499 };
    expect(answered).toEqual([gone, gone, gone]);
    expect([errors, handled]).toEqual([[], []]);
  });
});

describe("readBody", () => {
  const headers = { "Content-Type": "application/json" };
  const failing = (error: unknown) => new ReadableStream({ pull: () => Promise.reject(error) });
  const requestWith = (body: ReadableStream, signal = new AbortController().signal) =>
    new Request("http://localhost/", { method: "POST", headers, body, signal, duplex: "half" });

  it("returns CLIENT_GONE once the signal is aborted, whatever the body's error is", async () => {
    const body = failing(new Error("Client connection prematurely closed."));
    const result = await readBody(requestWith(body, AbortSignal.abort()), 100);
    expect(result).toMatchObject({ errorCode: "CLIENT_GONE" });
  });

  it("throws any other error, such as that of a body that was read before", async () => {
    const request = requestWith(failing(new Error("A bug.")));
    await expect(readBody(request, 100)).rejects.toThrow("A bug.");
    const used = new Request("http://localhost/", { method: "POST", headers, body: "{}" });
    const reader = used.body?.getReader();
    await expect(readBody(used, 100)).rejects.toThrow(/locked/);
    reader?.releaseLock();
  });
});
