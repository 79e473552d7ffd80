import type { Hono } from "hono";
import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { StarError } from "../../../src/errors.js";
import { startStudentServer } from "../../../src/serve/student/student-server.js";
import { counted, NAME, openApp, optionsWith, PacedModel, part } from "./support.js";

const asked = { model: NAME, messages: [{ role: "user", content: "Hello?" }] };
const question = { userId: "u1", candidates: ["d", "e"] };
const CHAT = "/v1/chat/completions";

describe("createStudentApp", () => {
  it("describes exactly the routes that exist, and their responses", async () => {
    const model = fakeModel().respond(counted("Hi."));
    const { ask, app } = await openApp({ model });
    const { json: document } = await ask("/openapi.json");
    const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = (app as Hono).routes
      .filter(({ method, path }) => method !== "ALL" && path !== "/openapi.json")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(described).toEqual(served);
    const requests: [string, string, string, unknown?][] = [
      ["get", "/health", "/health"],
      ["get", "/tools", "/tools"],
      ["get", "/v1/models", "/v1/models"],
      ["get", "/v1/models/{model}", `/v1/models/${NAME}`],
      ["get", "/v1/models/{model}", "/v1/models/other"],
      ["post", CHAT, CHAT, asked],
      ["post", CHAT, CHAT, {}],
      ["post", "/recommend", "/recommend", question],
      ["post", "/recommend", "/recommend", { ...question, userId: "u9" }],
    ];
    for (const [method, template, path, body] of requests) {
      const { status, json } = await ask(path, body);
      const { content } = document.paths[template][method].responses[status];
      const schema = z.fromJSONSchema(content["application/json"].schema);
      expect(schema.safeParse(json).error).toBeUndefined();
    }
  });

  it("describes the events of a stream", async () => {
    const { ask } = await openApp({ model: new PacedModel(part("Hi.")) });
    const { content } = (await ask("/openapi.json")).json.paths[CHAT].post.responses[200];
    const schema = z.fromJSONSchema(content["text/event-stream"].schema);
    const { text } = await ask(CHAT, {
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    const events = text.split("\n\n").filter((event) => event !== "" && !event.includes("[DONE]"));
    expect(events).toHaveLength(3);
    for (const event of events)
      expect(schema.safeParse(JSON.parse(event.slice(6))).error).toBeUndefined();
  });

  it("returns an INVALID_ARGUMENT error of the model as 400 and does not report it", async () => {
    const invalid = new StarError("INVALID_ARGUMENT", {
      message: "This is no task.",
      remedy: "Open with one.",
    });
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const { ask } = await openApp({ model: new PacedModel(invalid), onError });
    const { status, json } = await ask(CHAT, asked);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      message: "This is no task. Open with one.",
      remedy: "Open with one.",
    });
    expect(errors).toEqual([]);
  });

  it("removes the token from reported errors", async () => {
    const errors: Error[] = [];
    const failing = new Error("Header: Bearer secret-1", { cause: { sent: ["secret-1"] } });
    const { ask } = await openApp({
      token: "secret-1",
      model: new PacedModel(failing),
      onError: (error) => errors.push(error as Error),
    });
    const headers = { Authorization: "Bearer secret-1" };
    const { text } = await ask(CHAT, asked, { headers });
    expect(errors.map(({ message, cause }) => [message, cause])).toEqual([
      ["Header: Bearer [hidden]", undefined],
    ]);
    expect(errors[0]?.stack).not.toMatch("secret-1");
    expect(text).not.toMatch("secret-1");
  });

  it("writes nothing to the console", async () => {
    const written = (["log", "info", "warn", "error"] as const).map((name) =>
      vi.spyOn(console, name).mockReturnValue(),
    );
    const { ask } = await openApp({
      token: "secret-1",
      model: fakeModel().respond(counted("Hi.")),
    });
    await ask(CHAT, asked, { headers: { Authorization: "Bearer secret-1" } });
    await ask(CHAT, asked, { headers: { Authorization: "Bearer secret-2" } });
    expect(written.flatMap(({ mock }) => mock.calls)).toEqual([]);
    vi.restoreAllMocks();
  });

  it("rejects other hosts without a token, in OpenAI's format", async () => {
    const { ask } = await openApp();
    const { status, json } = await ask("/health", undefined, { headers: { Host: "star.example" } });
    expect([status, json.error.code, json.error.type]).toEqual([
      403,
      "host_refused",
      "permission_error",
    ]);
    await expect(startStudentServer(optionsWith({ host: "0.0.0.0" }))).rejects.toThrow(
      "Set a token",
    );
  });

  it("rejects an empty name", async () => {
    await expect(openApp({ name: "" })).rejects.toThrow(
      'name is "". Pass the name of the model in the API.',
    );
  });
});
