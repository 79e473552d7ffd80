import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createApp } from "../../../src/serve/http/create-app.js";
import { listen, type ListenOptions, type RunningServer } from "../../../src/serve/http/listen.js";
import { createRoute } from "../../../src/serve/http/route.js";

const arrivals = new EventEmitter();

const slow = createRoute({
  method: "post",
  path: "/wait",
  operationId: "wait",
  summary: "Respond after a delay.",
  input: z.looseObject({ ms: z.number().default(50) }),
  output: z.strictObject({ waited: z.boolean() }),
  async handle({ ms }) {
    arrivals.emit("request");
    await new Promise((resolve) => setTimeout(resolve, ms).unref());
    return { waited: true };
  },
});

const running: RunningServer[] = [];
async function start(options: Partial<ListenOptions> = {}) {
  const { token } = options;
  const shared = { routes: [slow], maxBodyBytes: 1000, onError: () => {} };
  const app = await createApp({ ...shared, token });
  const server = await listen({ app, ...options });
  running.push(server);
  return server;
}

/** Sends raw bytes and returns the raw response. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const post = (url: string, body: string) =>
  fetch(`${url}/wait`, { method: "POST", body, headers: { "Content-Type": "application/json" } });

describe("listen", () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });

  it("listens on 127.0.0.1 at a free port", async () => {
    const { url, port } = await start();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await post(url, "{}")).json()).toEqual({ waited: true });
  });

  it("answers 408 to a request that does not arrive in time", async () => {
    const { port } = await start({ requestTimeoutMs: 100 });
    const late = "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n";
    for (const request of [late, `${late}Content-Type: application/json\r\n\r\n{`]) {
      const answer = await sendRaw(port, request);
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
    }
  });

  it("rejects a body over the limit without reading all of it", async () => {
    const { url } = await start();
    const response = await post(url, JSON.stringify({ text: "x".repeat(300_000) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "BODY_TOO_LARGE" } });
  });

  it.each([
    ["no HTTP", "hello\r\n\r\n"],
    ["no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["an odd host", "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
    [
      "two lengths",
      "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
  ])("answers %s with a JSON error", async (_, request) => {
    const { port } = await start();
    const answer = await sendRaw(port, request);
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(JSON.parse(answer.slice(answer.indexOf("{")))).toEqual({
      error: { code: expect.any(String), message: expect.any(String), remedy: expect.any(String) },
    });
  });

  it("finishes a running request on close and rejects new ones", async () => {
    const server = await start();
    const arrived = once(arrivals, "request");
    const answer = post(server.url, "{}");
    await arrived;
    await server.close();
    expect((await answer).status).toBe(200);
    await expect(post(server.url, "{}")).rejects.toThrow("fetch failed");
  });

  it("does not wait for a connection without a request", async () => {
    const server = await start();
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    const gone = once(socket, "close");
    await post(server.url, "{}");
    await server.close({ graceMs: 60_000 });
    await gone;
  });

  it("cuts connections after the grace period", async () => {
    const server = await start();
    const arrived = once(arrivals, "request");
    const answer = post(server.url, '{"ms": 60000}');
    await arrived;
    await Promise.all([
      expect(answer).rejects.toThrow("fetch failed"),
      server.close({ graceMs: 0 }),
    ]);
  });

  it.each(["0.0.0.0", "::", "192.168.0.1", "star.example"])(
    "does not listen on %s without a token",
    async (host) => {
      await expect(start({ host })).rejects.toThrow("Set a token, or listen on 127.0.0.1");
    },
  );

  it("listens on other addresses with a token", async () => {
    const { port } = await start({ host: "0.0.0.0", token: "secret-1" });
    expect((await fetch(`http://127.0.0.1:${port}/nowhere`)).status).toBe(401);
  });

  it("reports a port in use", async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(
      "the port is in use. Choose another host or port",
    );
  });
});
