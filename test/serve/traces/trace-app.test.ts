import { appendFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { openTraceStore } from "../../../src/serve/traces/index/trace-store.js";
import { toRunView } from "../../../src/serve/traces/view/to-run-view.js";
import { createTraceApp, startTraceServer } from "../../../src/serve/traces/trace-server.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";
import { runTeacherWithData, writeTrajectories } from "./support.js";

async function openApp() {
  const runs = ["a/1#0", "b", "c"].map((id, at) => teacherTrajectory({ id, sample: at }));
  const { path, cacheDir } = await writeTrajectories(runs);
  const store = await openTraceStore(path, { cacheDir });
  const { app, path: prefix } = await createTraceApp({ store, secret: "secret" });
  const get = async (url: string, headers = {}) =>
    app.request(`http://127.0.0.1${url}`, { headers: { Host: "127.0.0.1:9", ...headers } });
  const json = async (url: string) => JSON.parse(await (await get(url)).text());
  return { file: path, prefix, get, json, store };
}

describe("createTraceApp", () => {
  it("serves the page with a policy that allows only its own files", async () => {
    const { get, prefix } = await openApp();
    expect(prefix).toBe("/secret/");
    const page = await get(prefix);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(await page.text()).toContain('<script src="page.js">');
    const script = await get("/secret/page.js");
    expect(script.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect((await script.text()).length).toBeGreaterThan(1000);
    expect((await get("/secret/page.css")).headers.get("content-type")).toMatch(/^text\/css/);
  });

  it("answers neither other hosts nor those who do not know the secret", async () => {
    const { get } = await openApp();
    expect((await get("/secret/runs", { Host: "evil.example" })).status).toBe(403);
    expect((await get("/other/runs")).status).toBe(404);
    expect((await get("/runs")).status).toBe(404);
    expect((await get("/")).status).toBe(404);
    const answer = await get("/secret/runs", { Origin: "https://evil.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("has another secret every time", async () => {
    const { store } = await openApp();
    const [one, other] = await Promise.all([createTraceApp({ store }), createTraceApp({ store })]);
    expect(one.path).toMatch(/^\/[0-9a-f]{32}\/$/);
    expect(one.path).not.toBe(other.path);
  });

  it("lists runs", async () => {
    const { json } = await openApp();
    const list = await json("/secret/runs?sort=id&descending=true&from=1&limit=1");
    expect(list.runs.map(({ id }: { id: string }) => id)).toEqual(["b"]);
    expect(list.totals.runs).toBe(3);
    expect((await json("/secret/runs?from=-1")).error.code).toBe("REQUEST_INVALID");
    expect((await json("/secret/runs?limit=99999999")).runs).toHaveLength(3);
  });

  it("reads a run by its id or position", async () => {
    const { json, file } = await openApp();
    const view = await json(`/secret/run?id=${encodeURIComponent("a/1#0")}`);
    expect([view.run.id, view.position, view.steps.length]).toEqual(["a/1#0", 0, 15]);
    expect((await json("/secret/run?position=2")).run.id).toBe("c");
    expect((await json("/secret/run?id=x")).error.code).toBe("TRACE_NOT_FOUND");
    await appendFile(file, '{"id":"bad","steps":[]}\n');
    const { error } = await json("/secret/run?id=bad");
    expect([error.code, error.message]).toEqual([
      "TRACE_NOT_FOUND",
      expect.stringContaining("Run 4 of the file"),
    ]);
  });
});

describe("training", () => {
  it("is a run as training data", async () => {
    const { json } = await openApp();
    const view = await json("/secret/training?id=b");
    expect(view.renderings.map(({ rendering }: { rendering: string }) => rendering)).toEqual([
      "single-agent",
      "conversation",
      "short",
    ]);
    expect((await json("/secret/training?id=x")).error.code).toBe("TRACE_NOT_FOUND");
  });
});

describe("trainer-form", () => {
  it("is a row as a trainer's file has it, and an error where there is none", async () => {
    const { json } = await openApp();
    const path = (row: string) =>
      `/secret/trainer-form?id=b&rendering=single-agent&format=trl&row=${row}`;
    expect(await json(path("0"))).toMatchObject({ path: expect.stringMatching(/^trl\//) });
    expect((await json(path("7"))).error.message).toBe("The export writes no row 8 of this run.");
    expect((await json(path("-1"))).error.code).toBe("REQUEST_INVALID");
  });
});

describe("cell", () => {
  it("is a number with the interactions behind it, or how to pass the dataset", async () => {
    const { trajectories, data } = await runTeacherWithData();
    const { path, cacheDir } = await writeTrajectories(trajectories);
    const store = await openTraceStore(path, { cacheDir });
    const [run] = trajectories;
    const view = toRunView(run!, 0);
    const step = view.steps.findIndex(({ evidence }) => evidence !== null);
    const [row] = view.steps[step]?.evidence?.rows ?? [];
    const query = new URLSearchParams({ id: run!.id, step: `${step}`, item: row!.itemId });
    const ask = async (kind: string, given: typeof data | undefined) => {
      const { app } = await createTraceApp({ store, data: given, secret: "secret" });
      const url = `http://127.0.0.1/secret/cell?${query}&kind=${kind}`;
      return JSON.parse(await (await app.request(url, { headers: { Host: "127.0.0.1" } })).text());
    };
    const kind = view.steps[step]?.evidence?.columns[0]?.kind ?? "";
    expect(await ask(kind, data)).toMatchObject({ isSame: true });
    expect((await ask(kind, undefined)).error.remedy).toContain("--open --dataset NAME");
    expect((await ask("nothing", data)).error.message).toContain('no evidence "nothing"');
  });
});

describe("startTraceServer", () => {
  it("listens on 127.0.0.1 only", async () => {
    const { store } = await openApp();
    const server = await startTraceServer({ store });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    expect((await fetch(`${server.url}runs`)).status).toBe(200);
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
