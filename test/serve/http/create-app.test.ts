import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createApp, type AppOptions } from "../../../src/serve/http/create-app.js";
import { createRoute } from "../../../src/serve/http/route.js";

const echo = createRoute({
  method: "post",
  path: "/echo/{name}",
  operationId: "echo",
  summary: "Return the text.",
  input: z.strictObject({ text: z.string() }),
  output: z.strictObject({ said: z.string() }),
  handle({ text }, { name = "" }) {
    if (text === "fail") throw new Error("The held-out item is i42.");
    return { said: `${name}: ${text}` };
  },
});

async function createAsk(options: Partial<AppOptions> = {}) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const app = await createApp({ routes: [echo], maxBodyBytes: 100, onError, ...options });
  const ask = async (path: string, { body, ...init }: RequestInit = {}) => {
    const headers = { "Content-Type": "application/json", ...init.headers };
    const response = await app.request(path, {
      method: "POST",
      ...init,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      json: text === "" ? undefined : JSON.parse(text),
    };
  };
  return { ask, errors };
}

const body = '{"text": "hi"}';

describe("createApp", () => {
  it("passes input and path parameters to the handler", async () => {
    const { ask } = await createAsk();
    expect((await ask("/echo/ann%20b", { body })).json).toEqual({ said: "ann b: hi" });
  });

  it.each([
    { path: "/echo/a", init: { method: "GET" }, status: 405, code: "METHOD_NOT_ALLOWED" },
    { path: "/echo/a", init: { method: "OPTIONS" }, status: 405, code: "METHOD_NOT_ALLOWED" },
    { path: "/", init: {}, status: 404, code: "ROUTE_NOT_FOUND" },
    { path: "/echo/a/b", init: {}, status: 404, code: "ROUTE_NOT_FOUND" },
    { path: "/echo/a", init: { body: '{"text"' }, status: 400, code: "BODY_NOT_JSON" },
    { path: "/echo/a", init: {}, status: 400, code: "BODY_NOT_JSON" },
    { path: "/echo/a", init: { body: "7" }, status: 422, code: "REQUEST_INVALID" },
    { path: "/echo/a", init: { body: '{"text": 7}' }, status: 422, code: "REQUEST_INVALID" },
    {
      path: "/echo/a",
      init: { body: '{"text": "", "more": 1}' },
      status: 422,
      code: "REQUEST_INVALID",
    },
    {
      path: "/echo/a",
      init: { body: `{"text": "${"x".repeat(100)}"}` },
      status: 413,
      code: "BODY_TOO_LARGE",
    },
    {
      path: "/echo/a",
      init: { body, headers: { "Content-Type": "text/plain" } },
      status: 415,
      code: "CONTENT_TYPE_UNSUPPORTED",
    },
    {
      path: "/echo/a",
      init: { body, headers: { "Content-Type": "application/jsonx" } },
      status: 415,
      code: "CONTENT_TYPE_UNSUPPORTED",
    },
  ])("rejects $init at $path with $status $code", async ({ path, init, status, code }) => {
    const { ask, errors } = await createAsk();
    const answer = await ask(path, init);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({
      error: { code, message: expect.any(String), remedy: expect.stringMatching(/\.$|\w$/) },
    });
    expect(errors).toEqual([]);
  });

  it("accepts a body of exactly the limit, and a charset", async () => {
    const { ask } = await createAsk();
    const full = `{"text": "${"x".repeat(88)}"}`; // 9 + 1 + 88 + 2 = 100 bytes
    expect(full.length).toBe(100);
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    expect((await ask("/echo/a", { body: full, headers })).status).toBe(200);
  });

  it("ignores a wrong Content-Length", async () => {
    const { ask } = await createAsk();
    const wrongLength = { body: " ".repeat(101), headers: { "Content-Length": "1" } };
    expect((await ask("/echo/a", wrongLength)).status).toBe(413);
  });

  it("rejects a body that is not UTF-8", async () => {
    const { ask } = await createAsk();
    const answer = await ask("/echo/a", { body: new Uint8Array([0x22, 0xff, 0x22]) });
    expect(answer.json.error.code).toBe("BODY_NOT_JSON");
  });

  it("lists the methods of a path in the Allow header", async () => {
    const { ask } = await createAsk();
    expect((await ask("/echo/a", { method: "DELETE" })).headers.get("allow")).toBe("POST");
  });

  it("does not send the message of an internal error", async () => {
    const { ask, errors } = await createAsk();
    const { status, json } = await ask("/echo/a", { body: '{"text": "fail"}' });
    expect([status, json.error.code]).toEqual([500, "SERVER_FAILED"]);
    expect(JSON.stringify(json)).not.toMatch("i42");
    expect(errors).toEqual([new Error("The held-out item is i42.")]);
  });
});

describe("createGuard", () => {
  it.each(["localhost", "LOCALHOST:80", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"])(
    "accepts the host %s without a token",
    async (host) => {
      const { ask } = await createAsk();
      expect((await ask("/echo/a", { body, headers: { Host: host } })).status).toBe(200);
    },
  );

  it.each([
    "star.example",
    "127.0.0.1.star.example",
    "localhost.star.example:80",
    "10.0.0.1",
    "[::2]",
  ])("rejects the host %s without a token", async (host) => {
    const { ask } = await createAsk();
    const { status, json } = await ask("/echo/a", { body, headers: { Host: host } });
    expect([status, json.error.code]).toEqual([403, "HOST_REFUSED"]);
  });

  it.each([
    { authorization: "Bearer right-1", status: 200 },
    { authorization: "bearer right-1", status: 200 },
    { authorization: "Bearer wrong-1", status: 401 },
    { authorization: "Bearer right-12", status: 401 },
    { authorization: "Bearer", status: 401 },
    { authorization: "Basic right-1", status: 401 },
    { authorization: "", status: 401 },
  ])("answers '$authorization' with $status for any host", async ({ authorization, status }) => {
    const { ask } = await createAsk({ token: "right-1" });
    const headers = { Host: "star.example", Authorization: authorization };
    const answer = await ask("/echo/a", { body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
    const elsewhere = await ask("/nowhere", { headers });
    expect(elsewhere.status).toBe(status === 401 ? 401 : 404);
  });

  it.each(["", "two words", "ümlaut", "line\nbreak"])("rejects the token %j", async (token) => {
    await expect(createAsk({ token })).rejects.toThrow("Use letters, digits");
  });
});

describe("CORS", () => {
  const SHOP = "https://shop.example";
  const preflight = (origin: string) => ({
    method: "OPTIONS",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type",
    },
  });

  it("answers preflight requests of the named origins without a token, and no others", async () => {
    const { ask } = await createAsk({ token: "t-1", cors: [SHOP, "http://localhost:3000"] });
    const { status, headers } = await ask("/echo/a", preflight(SHOP));
    expect([status, headers.get("access-control-allow-origin")]).toEqual([204, SHOP]);
    expect(headers.get("access-control-allow-headers")).toMatch(/authorization/i);
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    const other = await ask("/echo/a", preflight("https://evil.example"));
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("still needs the token, and lets the page read the error", async () => {
    const { ask } = await createAsk({ token: "t-1", cors: [SHOP] });
    const refused = await ask("/echo/a", { body, headers: { Origin: SHOP } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      401,
      SHOP,
    ]);
    const headers = { Origin: SHOP, Authorization: "Bearer t-1" };
    const answered = await ask("/echo/a", { body, headers });
    expect([answered.status, answered.headers.get("access-control-allow-origin")]).toEqual([
      200,
      SHOP,
    ]);
  });

  it("approves no origin by default", async () => {
    const { ask } = await createAsk({});
    const { headers } = await ask("/echo/a", { body, headers: { Origin: SHOP } });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each([
    { cors: ["https://shop.example/"], reason: /is not an origin/ },
    { cors: ["shop.example"], reason: /is not an origin/ },
    { cors: ["*"], reason: /Without a token, every web page/ },
  ])("refuses $cors", async ({ cors, reason }) => {
    await expect(createAsk({ cors })).rejects.toThrow(reason);
  });

  it("allows all origins with a token", async () => {
    const { ask } = await createAsk({ token: "t-1", cors: ["*"] });
    const { headers } = await ask("/echo/a", preflight(SHOP));
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });
});
