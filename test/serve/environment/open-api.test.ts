import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openEnvironment } from "../support.js";

const environment = await openEnvironment();
const { json: document } = await environment.ask("GET", "/openapi.json");
const [task] = environment.splits[0]!.tasks;

/** The documented schema of a response. */
function schemaOf(path: string, method: string, status: number) {
  const { content } = document.paths[path][method].responses[status];
  return z.fromJSONSchema(content["application/json"].schema);
}

describe("GET /openapi.json", () => {
  it("describes exactly the routes that exist", () => {
    const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = (environment.app as Hono).routes
      .filter(({ method, path }) => method !== "ALL" && path !== "/openapi.json")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(described).toEqual(served);
    expect(document.openapi).toBe("3.1.0");
  });

  it("lists every path parameter once and uses unique operation ids", () => {
    const operations = Object.entries<
      Record<string, { operationId: string; parameters: object[] }>
    >(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((one) => ({ ...one, path })),
    );
    for (const { path, parameters } of operations) {
      const inPath = parameters.flatMap((one) => ("in" in one && one.in === "path" ? [one] : []));
      expect(inPath.length).toBe(path.split("{").length - 1);
    }
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes the responses of all routes", async () => {
    const { ask } = environment;
    const started = await ask("POST", "/episodes", {});
    const path = `/episodes/${started.json.episodeId}`;
    const asked: [string, string, string, unknown?][] = [
      ["get", "/health", "/health"],
      ["get", "/tasks", "/tasks?limit=2"],
      ["get", "/tasks", "/tasks?limit=x"],
      ["post", "/episodes", "/episodes", {}],
      ["post", "/episodes", "/episodes", { taskId: "nowhere" }],
      ["post", "/episodes/{episodeId}/tools/{name}", `${path}/tools/none`, { arguments: {} }],
      ["post", "/episodes/{episodeId}/tools/{name}", `${path}/tools/none`, {}],
      ["post", "/score", "/score", { taskId: task!.id, text: "" }],
      ["post", "/score", "/score", {}],
      ["delete", "/episodes/{episodeId}", path],
      ["delete", "/episodes/{episodeId}", path],
    ];
    for (const [method, template, url, body] of asked) {
      const { status, json } = await ask(method.toUpperCase(), url, body);
      expect(schemaOf(template, method, status).safeParse(json).error).toBeUndefined();
    }
  });

  it("declares bearer authentication if the server has a token", async () => {
    const token = "secret-1";
    const { ask } = await openEnvironment({ splits: environment.splits, token });
    const { json } = await ask("GET", "/openapi.json", undefined, {
      Authorization: `Bearer ${token}`,
    });
    expect(json.security).toEqual([{ bearer: [] }]);
    expect(json.paths["/score"].post.responses[401].description).toBe("UNAUTHORIZED");
    expect(document.security).toBeUndefined();
  });
});
